import type { ReactNode } from 'react';
import type { OrderStatus, PaymentStatus, FulfillmentStatus } from '../operations/generated';
import { Pill, type Tone } from '../parts/Pill';

type Status = OrderStatus | PaymentStatus | FulfillmentStatus;

const tones: Readonly<Record<Status, Tone>> = {
  OPEN: 'info',
  COMPLETED: 'success',
  CANCELLED: 'neutral',
  UNPAID: 'warning',
  AUTHORIZED: 'info',
  PARTIALLY_PAID: 'warning',
  PAID: 'success',
  PARTIALLY_REFUNDED: 'neutral',
  REFUNDED: 'neutral',
  UNFULFILLED: 'warning',
  PARTIALLY_FULFILLED: 'warning',
  FULFILLED: 'success',
};

/** A state of an order in words, with a colour that says it again. */
export function State({ of, children }: { of: Status; children: ReactNode }) {
  return <Pill tone={tones[of]}>{children}</Pill>;
}
