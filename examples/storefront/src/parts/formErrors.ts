/** An error in a field, or in the form as a whole. */
export type FormError = { code?: string; field: readonly string[] | null; message: string };

/** The values of a form by field name. The value of a checked checkbox is 'on'. */
export type Values = Record<string, string>;

/** The values in a form. */
export function valuesIn(form: HTMLFormElement): Values {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

/** The message of each field by its name. Errors in fields that the form does not have are under an empty name. */
export function byField(errors: readonly FormError[], names: ReadonlySet<string | null>): Map<string, string> {
  const messages = new Map<string, string>();
  for (const { field, message } of errors) {
    const name = fieldName(field);
    const at = names.has(name) ? name : '';
    messages.set(at, messages.has(at) ? `${messages.get(at)} ${sentence(message)}` : sentence(message));
  }
  return messages;
}

/** The name of the field that an error is about, such as `shippingAddress.address.city`. */
export function fieldName(field: readonly string[] | null): string {
  return (field ?? []).filter((step, at) => at > 0 || step !== 'input').join('.');
}

/** What the browser finds wrong in the fields of a form, before it is sent. */
export function faultsIn(form: HTMLFormElement): FormError[] {
  return [...form.elements]
    .filter((element) => element instanceof HTMLInputElement || element instanceof HTMLSelectElement)
    .filter((element) => !element.validity.valid)
    .map((element) => ({ field: [element.name], message: messageFor(element) }));
}

function messageFor(element: HTMLInputElement | HTMLSelectElement): string {
  const { validity, labels } = element;
  const label = labels?.[0]?.textContent ?? 'This';
  if (validity.valueMissing) return `${label} is required.`;
  if (validity.tooShort && element instanceof HTMLInputElement) return `Use at least ${element.minLength} characters.`;
  if (validity.typeMismatch && element.type === 'email')
    return 'Enter a complete email address, such as name@example.com.';
  return element.validationMessage;
}

/** Turns an error message of the API into a sentence. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
