import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OrderStatus, PaymentStatus, FulfillmentStatus } from '../operations/generated';

const colours: Partial<Record<OrderStatus | PaymentStatus | FulfillmentStatus, string>> = {
  COMPLETED: 'teal',
  PAID: 'teal',
  FULFILLED: 'teal',
  CANCELLED: 'gray',
  REFUNDED: 'gray',
  UNPAID: 'orange',
  UNFULFILLED: 'orange',
};

/** A state in words, with a colour that says it again. */
export function State({ of, children }: { of: OrderStatus | PaymentStatus | FulfillmentStatus; children: ReactNode }) {
  return (
    <Badge variant="light" color={colours[of] ?? 'indigo'} tt="none" className="state">
      {children}
    </Badge>
  );
}
