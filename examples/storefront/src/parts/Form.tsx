import {
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentProps,
  type FormEvent,
  type ReactNode,
} from 'react';
import { flushSync } from 'react-dom';
import type { CombinedError } from 'urql';
import { messageFor } from '../client';
import { byField, faultsIn, valuesIn, type FormError, type Values } from './formErrors';

export type { FormError, Values };

type Payload = { userErrors: readonly FormError[] } | null;

/** Returns all errors of a mutation's result. */
export function errorsOf({ data, error }: { data?: object; error?: CombinedError }): FormError[] {
  if (error) return [{ field: null, message: messageFor(error) }];
  return Object.values(data ?? {}).flatMap((payload: Payload) => payload?.userErrors ?? []);
}

/** Replaces the text of an invalid token, which depends on what the link was for. */
export function withLinkText(errors: readonly FormError[], text: string): FormError[] {
  return errors.map((error) => (error.code === 'TOKEN_INVALID' ? { ...error, message: text } : error));
}

type FormContext = {
  /** The errors by field name. */
  errors: ReadonlyMap<string, string>;
  /** The values to begin with. */
  initial?: Values;
  /** Adds to the number of parts that are still loading. */
  load?: (more: 1 | -1) => void;
};

/** What the fields of a form know about it. */
const Context = createContext<FormContext>({ errors: new Map() });

/** Keeps the form from being sent while fields of it are still loading: what is missing could not be seen. */
export function useLoading(loading: boolean): void {
  const { load } = useContext(Context);
  useLayoutEffect(() => {
    if (!loading) return;
    load?.(1);
    return () => load?.(-1);
  }, [loading, load]);
}

/** The value that the form begins with, for a field that was filled in before. */
export function useInitial(name: string): string | undefined {
  return useContext(Context).initial?.[name];
}

type Props = {
  label?: string;
  button: string;
  children?: ReactNode;
  /** Buttons next to the submit button. */
  actions?: ReactNode;
  /** Values that were filled in before, if the shopper returns to the form. */
  initial?: Values;
  /** Errors that were found after the form was left. They are shown at once. */
  found?: readonly FormError[];
  /** Receives the values whenever one changes. */
  onValues?: (values: Values) => void;
  /** Sends the values, and returns the errors in them. */
  send: (values: Values) => Promise<readonly FormError[]>;
};

/**
 * A form with fields named after the mutation's arguments (`shippingAddress.address.city`), so that each user error is
 * shown at its field, and the first one gets the focus. Other errors are shown above the button.
 */
export function Form({ label, button, children, actions, initial, found, onValues, send }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [loading, setLoading] = useState(0);
  const load = useCallback((more: 1 | -1) => setLoading((parts) => parts + more), []);
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map());

  function show(all: readonly FormError[]) {
    const names = new Set([...(form.current?.elements ?? [])].map((element) => element.getAttribute('name')));
    flushSync(() => {
      setBusy(false);
      setErrors(byField(all, names));
    });
    form.current?.querySelector<HTMLElement>('[aria-invalid=true], [role=alert]')?.focus();
  }

  const begin = useEffectEvent(() => found && found.length > 0 && queueMicrotask(() => show(found)));
  useEffect(() => {
    begin();
  }, []);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy || loading > 0) return;
    const faults = faultsIn(event.currentTarget);
    if (faults.length > 0) return show(faults);
    setBusy(true);
    show(
      await send(valuesIn(event.currentTarget)).catch(() => [
        { field: null, message: 'The shop cannot be reached. Are you offline?' },
      ]),
    );
  }

  /** Removes the error of a field as soon as the shopper corrects it. */
  function change({ target, currentTarget }: FormEvent<HTMLFormElement>) {
    const name = (target as HTMLInputElement).name;
    onValues?.(valuesIn(currentTarget));
    if (errors.has(name)) setErrors(new Map([...errors].filter(([other]) => other !== name)));
  }

  return (
    <form ref={form} onSubmit={submit} onInput={change} aria-label={label} aria-busy={busy} noValidate>
      <Context value={{ errors, initial, load }}>{children}</Context>
      {errors.has('') && (
        <p role="alert" tabIndex={-1}>
          {errors.get('')}
        </p>
      )}
      <div className="actions">
        <button type="submit" disabled={busy || loading > 0}>
          {button}
        </button>
        {actions}
      </div>
    </form>
  );
}

/** Tells what the mark of required fields means. */
export const RequiredNote = () => (
  <p className="hint">
    Fields marked with <span className="mark">*</span> are required.
  </p>
);

type FieldProps = { name: string; label: string; hint?: string } & Omit<ComponentProps<'input'>, 'name'>;

/** A text field with its error. */
export function Field({ name, label, hint, ...input }: FieldProps) {
  const { id, error, attributes } = useField(name, hint);
  const initial = useInitial(name);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input dir="auto" {...attributes} {...input} defaultValue={initial ?? input.defaultValue} />
      <Notes id={id} hint={hint} error={error} />
    </div>
  );
}

type SelectProps = { name: string; label: string; options: readonly { value: string; label: string }[] } & Omit<
  ComponentProps<'select'>,
  'name'
>;

/** A drop-down list with its error. */
export function Select({ name, label, options, ...select }: SelectProps) {
  const { id, error, attributes } = useField(name);
  const initial = useInitial(name);
  const start = select.value === undefined ? { defaultValue: initial ?? select.defaultValue } : {};
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select {...attributes} {...select} {...start}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Notes id={id} error={error} />
    </div>
  );
}

/** A checkbox. */
export function Checkbox({ label, ...input }: { label: string } & ComponentProps<'input'>) {
  return (
    <label className="box">
      <input type="checkbox" {...input} /> <span>{label}</span>
    </label>
  );
}

function useField(name: string, hint?: string) {
  const id = useId();
  const error = useContext(Context).errors.get(name);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return {
    id,
    error,
    attributes: { id, name, 'aria-invalid': error !== undefined, 'aria-describedby': described || undefined },
  };
}

function Notes({ id, hint, error }: { id: string; hint?: string; error?: string }) {
  return (
    <>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
}
