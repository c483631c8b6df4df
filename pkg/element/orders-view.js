/** What the views of a report on orders alone have in common. */

import {css} from 'lit';
import {View} from './context.js';

/** A view of `sales`. */
export class OrdersView extends View {
  /** @type {import('lit').CSSResultGroup[]} */
  static styles = [
    View.styles,
    css`
      .all {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--hw-space-6);
      }
    `,
  ];

  static properties = {...View.properties, sales: {attribute: false}};

  constructor() {
    super();
    /** @type {import('./context.js').Sales | undefined} */
    this.sales = undefined;
  }
}
