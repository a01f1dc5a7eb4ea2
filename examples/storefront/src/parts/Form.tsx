import { createContext, useContext, useId, useRef, useState, type ComponentProps, type FormEvent, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import type { CombinedError } from 'urql';
import { wordsFor } from '../client';

/** What was wrong with an input: at a field of the form, or with all of it. */
export type Fault = { code?: string; field: readonly string[] | null; message: string };

/** The texts of a form by the names of its fields; those of boxes are 'on'. */
export type Values = Record<string, string>;

type Payload = { userErrors: readonly Fault[] } | null;

/** Everything that a mutation's answer says was wrong. */
export function faultsOf({ data, error }: { data?: object; error?: CombinedError }): Fault[] {
  if (error) return [{ field: null, message: wordsFor(error) }];
  return Object.values(data ?? {}).flatMap((payload: Payload) => payload?.userErrors ?? []);
}

const Faults = createContext<ReadonlyMap<string, string>>(new Map());

type Props = {
  label?: string;
  button: string;
  children?: ReactNode;
  /** More buttons beside the one that sends. */
  actions?: ReactNode;
  /** Sends what was typed, and answers what was wrong with it. */
  send: (values: Values) => Promise<readonly Fault[]>;
};

/**
 * A form whose fields are named like the mutation's arguments (`shippingAddress.address.city`), so that each of its user errors finds
 * its field. What has no field is said above the button.
 */
export function Form({ label, button, children, actions, send }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<ReadonlyMap<string, string>>(new Map());

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    const values = Object.fromEntries([...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]));
    setBusy(true);
    const found = await send(values).catch(() => [{ field: null, message: 'The shop does not answer. Are you offline?' }]);
    const names = new Set([...(form.current?.elements ?? [])].map((element) => element.getAttribute('name')));
    const next = new Map<string, string>();
    for (const { field, message } of found) {
      const name = (field ?? []).filter((step, at) => at > 0 || step !== 'input').join('.');
      const at = names.has(name) ? name : '';
      next.set(at, next.has(at) ? `${next.get(at)} ${sentence(message)}` : sentence(message));
    }
    flushSync(() => {
      setBusy(false);
      setFaults(next);
    });
    form.current?.querySelector<HTMLElement>('[aria-invalid=true], [role=alert]')?.focus();
  }

  return (
    <form ref={form} onSubmit={submit} aria-label={label} aria-busy={busy}>
      <Faults value={faults}>{children}</Faults>
      {faults.has('') && (
        <p role="alert" tabIndex={-1}>
          {faults.get('')}
        </p>
      )}
      <div className="actions">
        <button type="submit" disabled={busy}>{button}</button>
        {actions}
      </div>
    </form>
  );
}

type FieldProps = { name: string; label: string; hint?: string } & Omit<ComponentProps<'input'>, 'name'>;

/** A line to type into, with what was wrong with it. */
export function Field({ name, label, hint, ...input }: FieldProps) {
  const { id, fault, attributes } = useField(name, hint);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input dir="auto" {...attributes} {...input} />
      <Notes id={id} hint={hint} fault={fault} />
    </div>
  );
}

type ChoiceProps = { name: string; label: string; options: readonly { value: string; label: string }[] } & Omit<ComponentProps<'select'>, 'name'>;

/** A list to choose from. */
export function Choice({ name, label, options, ...select }: ChoiceProps) {
  const { id, fault, attributes } = useField(name);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select {...attributes} {...select}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Notes id={id} fault={fault} />
    </div>
  );
}

/** A yes or no. */
export function Box({ label, ...input }: { label: string } & ComponentProps<'input'>) {
  return (
    <label className="box">
      <input type="checkbox" {...input} /> {label}
    </label>
  );
}

function useField(name: string, hint?: string) {
  const id = useId();
  const fault = useContext(Faults).get(name);
  const described = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return { id, fault, attributes: { id, name, 'aria-invalid': fault !== undefined, 'aria-describedby': described || undefined } };
}

function Notes({ id, hint, fault }: { id: string; hint?: string; fault?: string }) {
  return (
    <>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault && (
        <p className="fault" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </>
  );
}

/** The API's messages begin with a small letter and have no full stop. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
