import { html } from '../core/html.js';
import { Page } from '../core/ui.js';

export default function Show() {
  return html`<${Page} title="tool" />`;
}
