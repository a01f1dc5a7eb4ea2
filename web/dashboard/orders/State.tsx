import type { OrderStatus, PaymentStatus, FulfillmentStatus } from '../operations/generated';
import { Pill, type Tone } from '../parts/Pill';
import type { ReactNode } from 'react';

type Status = OrderStatus | PaymentStatus | FulfillmentStatus;

/** What is done is green or grey; what somebody has to see to is amber; what has begun is blue. */
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
  PARTIALLY_FULFILLED: 'info',
  FULFILLED: 'success',
};

/** A state in words, with a colour that says it again. */
export function State({ of, children }: { of: Status; children: ReactNode }) {
  return <Pill tone={tones[of]}>{children}</Pill>;
}
