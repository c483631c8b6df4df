/** A drawing as it stands on the page: one described image, with panes that stay in view. */

/** @typedef {import('./chart.js').Drawing} Drawing */

/**
 * The nodes to attach. What Plot writes inside a picture is for eyes, and labelled in ways that
 * readers of the page must not meet: they get the heading, the takeaway and the table.
 *
 * @param {Drawing} drawing
 * @param {string} heading
 * @param {string} takeaway
 * @returns {Element[]}
 */
export function attachable(drawing, heading, takeaway) {
  const image = document.createElement('div');
  image.setAttribute('role', 'img');
  image.setAttribute('aria-label', `${heading}. ${takeaway}`);
  if (drawing instanceof SVGSVGElement) {
    image.append(hidden(drawing));
    return [image];
  }
  const {panes, legend} = drawing;
  image.className = 'panes';
  image.style.gridTemplateColumns = `repeat(${panes[0].length}, max-content)`;
  panes.forEach((row, y) =>
    image.append(...row.map((pane, x) => boxed(hidden(pane), y === 0, x === 0))),
  );
  const scroll = document.createElement('div');
  scroll.className = 'scroll';
  // Reachable by keys, so that they can scroll it.
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', heading);
  scroll.append(image);
  return legend ? [hidden(legend), scroll] : [scroll];
}

/** @param {SVGSVGElement} svg */
function hidden(svg) {
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}

/**
 * A pane in the box that keeps it in view: the first row at the top, the first column at the side.
 *
 * @param {SVGSVGElement} pane
 * @param {boolean} top
 * @param {boolean} side
 */
function boxed(pane, top, side) {
  const box = document.createElement('div');
  box.className = top && side ? 'pane corner' : top ? 'pane top' : side ? 'pane side' : 'pane';
  box.append(pane);
  return box;
}
