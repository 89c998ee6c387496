/**
 * Who is here: a row of avatars, yourself first. It is one button, which opens what you may change about yourself
 * and the names of the others.
 */
import { html, nothing, render, type TemplateResult } from 'lit-html';
import { palette, parseColour } from '../collab/palette.ts';
import { initialsOf, nameLengthMax, type Participant, type Person, parseName } from '../collab/person.ts';
import { showPopover } from './popover.ts';

export interface PeopleOptions {
  /** An empty element, which gets the button and the popover. */
  readonly element: HTMLElement;
  /** Called with what you have just made of yourself. */
  onChange(person: Person): void;
}

/** Places in the row; where there are more people, the last one is a number. */
const placesMax = 4;

export class People {
  readonly #options: PeopleOptions;
  #participants: readonly Participant[] = [];
  #closedByPress = false;

  constructor(options: PeopleOptions) {
    this.#options = options;
  }

  show(participants: readonly Participant[]): void {
    this.#participants = participants;
    render(this.#template(), this.#options.element);
  }

  #template(): TemplateResult {
    const { length } = this.#participants;
    const shown = this.#participants.slice(0, length > placesMax ? placesMax - 1 : length);
    const rest = length - shown.length;
    return html`<button
        type="button"
        class="people-button"
        aria-haspopup="dialog"
        data-tooltip="Who is here"
        @pointerdown=${this.#onPress}
        @click=${this.#open}
      >
        <span class="visually-hidden">${peopleInWords(this.#participants)}</span>
        ${shown.map(avatar)} ${rest > 0 ? html`<span class="avatar avatar-rest" aria-hidden="true">+${rest}</span>` : nothing}
      </button>
      <div class="popover people" popover="auto" role="dialog" aria-label="Who is here">
        ${this.#profile()}${others(this.#participants.filter(({ self }) => !self))}
      </div>`;
  }

  #profile(): TemplateResult {
    const self = this.#participants.find((person) => person.self);
    return html`<form class="profile" @submit=${this.#submit} @change=${this.#onInput}>
      <label class="field-label" for="profile-name">Your name</label>
      <input
        class="field"
        id="profile-name"
        name="name"
        maxlength=${nameLengthMax}
        autocomplete="nickname"
        .defaultValue=${self?.name ?? ''}
        aria-describedby="profile-hint"
      />
      <p class="field-hint" id="profile-hint">Others see it at your cursor. This browser remembers it.</p>
      <fieldset class="palette">
        <legend class="field-label">Your colour</legend>
        ${palette.map(({ name, hex }) => swatch(name, hex, hex === self?.color))}
      </fieldset>
    </form>`;
  }

  readonly #onPress = (): void => {
    this.#closedByPress = this.#popover()?.matches(':popover-open') ?? false;
  };

  readonly #open = ({ currentTarget }: Event): void => {
    const popover = this.#popover();
    if (popover && !this.#closedByPress) {
      popover.querySelector('form')?.reset();
      const anchor = (currentTarget as Element).getBoundingClientRect();
      showPopover({ popover, anchor, align: 'end' });
      popover.querySelector('input')?.focus();
    }
    this.#closedByPress = false;
  };

  readonly #onInput = (event: Event): void => {
    const form = new FormData((event.target as HTMLInputElement).form ?? undefined);
    const self = this.#participants.find((person) => person.self);
    const name = parseName(form.get('name')) ?? self?.name;
    const color = parseColour(form.get('color')) ?? self?.color;
    if (name !== undefined && color !== undefined) this.#options.onChange({ name, color });
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#popover()?.hidePopover();
  };

  #popover(): HTMLElement | null {
    return this.#options.element.querySelector<HTMLElement>('.people');
  }
}

function avatar({ name, color }: Person): TemplateResult {
  // As a property: a style attribute would be refused by a strict CSP.
  return html`<span class="avatar" .style=${`background-color: ${color}`} aria-hidden="true"
    >${initialsOf(name)}</span
  >`;
}

function swatch(name: string, hex: string, checked: boolean): TemplateResult {
  return html`<label class="swatch" data-tooltip=${name} .style=${`--swatch: ${hex}`}>
    <input type="radio" name="color" value=${hex} aria-label=${name} .defaultChecked=${checked} />
  </label>`;
}

function others(participants: readonly Participant[]): TemplateResult {
  if (participants.length === 0)
    return html`<p class="people-alone">Nobody else is here. Copy the link and send it to somebody.</p>`;
  return html`<h2 class="field-label">Also here</h2>
    <ul class="people-list" role="list">
      ${participants.map((person) => html`<li>${avatar(person)}<span>${person.name}</span></li>`)}
    </ul>`;
}

function peopleInWords(participants: readonly Participant[]): string {
  const names = participants.map(({ name, self }) => (self ? `you (${name})` : name));
  return `Who is here: ${names.join(', ')}`;
}
