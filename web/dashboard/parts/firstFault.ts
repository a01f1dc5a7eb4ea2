const focusable = 'input:not([type=hidden]), select, textarea, button, [tabindex="0"]';

/**
 * Scrolls to the first field of a form that has an error, and gives it the focus. Returns false if no field has one. It
 * must be called after the errors are rendered.
 */
export function focusFirstFault(form: HTMLElement): boolean {
  const marks = form.querySelectorAll<HTMLElement>('[aria-invalid="true"], .mantine-InputWrapper-error');
  for (const mark of marks) {
    // The error of a group of checkboxes or an editor of a list is below it: the field is the first one of its group.
    const field = mark.matches(focusable)
      ? mark
      : mark.closest('.mantine-InputWrapper-root')?.querySelector<HTMLElement>(focusable);
    if (field === undefined || field === null || field.matches(':disabled')) continue;
    field.scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
    return true;
  }
  return false;
}

/**
 * The messages that no part of a form shows: those of fields that it does not have. They must be shown beside it,
 * because an error that nobody sees looks like a button that does nothing.
 */
export function unseenFaults(form: HTMLElement, errors: Record<string, unknown>): string[] {
  const shown = [...form.querySelectorAll('.mantine-InputWrapper-error, [role="alert"], [data-fault]')].map(
    (element) => element.textContent,
  );
  const messages = Object.values(errors).filter((error): error is string => typeof error === 'string' && error !== '');
  return [...new Set(messages)].filter((message) => !shown.some((text) => text.includes(message)));
}
