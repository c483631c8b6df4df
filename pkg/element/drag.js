/** Files dragged over and dropped. */

const TYPES = ['dragenter', 'dragover', 'dragleave', 'drop'];

export class FileDrag {
  #on;
  /** @type {EventTarget | undefined} */
  #target;

  /** @param {{over: (over: boolean) => void, drop: (files: File[]) => void}} on */
  constructor(on) {
    this.#on = on;
  }

  /** @param {EventTarget} target where files may be dropped */
  start(target) {
    this.#target = target;
    for (const type of TYPES) target.addEventListener(type, this.#hear);
  }

  stop() {
    for (const type of TYPES) this.#target?.removeEventListener(type, this.#hear);
  }

  /** @param {Event} event */
  #hear = (event) => {
    const {type, dataTransfer, relatedTarget} = /** @type {DragEvent} */ (event);
    if (!dataTransfer?.types.includes('Files')) return;
    // Without this the browser would open the file in place of the page.
    event.preventDefault();
    const left = type === 'drop' || (type === 'dragleave' && relatedTarget === null);
    this.#on.over(!left);
    if (type === 'drop' && dataTransfer.files.length) this.#on.drop([...dataTransfer.files]);
  };
}
