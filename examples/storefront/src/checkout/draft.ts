import { useState } from 'react';
import type { FormError, Values } from '../parts/Form';

/** The steps of the checkout, in their order. Each is a page of its own, so that the browser leads back to it. */
export const steps = ['contact', 'delivery', 'payment'] as const;

export type Step = (typeof steps)[number];

/** What the shopper has entered: the values of the form of each step. */
export type Draft = Partial<Record<Step, Values>>;

// The draft outlives a reload, and ends with the tab or the order. Other tabs and visits do not see it.
const key = 'checkout';

export function useDraft(): [Draft, (step: Step, values: Values) => void, () => void] {
  const [draft, setDraft] = useState(stored);
  const keep = (step: Step, values: Values) => {
    const next = { ...stored(), [step]: values };
    sessionStorage.setItem(key, JSON.stringify(next));
    setDraft(next);
  };
  const discard = () => {
    sessionStorage.removeItem(key);
    setDraft({});
  };
  return [draft, keep, discard];
}

function stored(): Draft {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}');
  } catch {
    return {};
  }
}

/** The step whose form has the field of an error. */
export function stepOf({ field }: FormError): Step {
  const path = (field ?? []).filter((part) => part !== 'input');
  if (path[0] === 'contact') return 'contact';
  return path[0] === 'shippingAddress' ? 'delivery' : 'payment';
}
