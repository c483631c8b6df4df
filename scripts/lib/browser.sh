# find_browser: exports CHROME and CHROMEDRIVER, and answers whether both run.
# shellcheck shell=bash
find_browser() {
  CHROME=${CHROME:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
  CHROMEDRIVER=${CHROMEDRIVER:-$(command -v chromedriver || true)}
  export CHROME CHROMEDRIVER
  [ -n "$CHROME" ] && [ -n "$CHROMEDRIVER" ] &&
    "$CHROME" --version --no-sandbox >/dev/null 2>&1 && "$CHROMEDRIVER" --version >/dev/null 2>&1
}
