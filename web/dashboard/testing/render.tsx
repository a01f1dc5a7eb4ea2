import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { createMemoryRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { vi } from 'vitest';
import { ClientProvider, SessionGate } from '../app/session';
import type { DefinitionFragment, Scope } from '../operations/generated';

/** An operation that was sent. */
export type Sent = { name: string; variables: Record<string, unknown> };

/** The data of an answer, or an error that has no answer; a function gets the variables and is called each time. */
export type Answer = object | Error | ((variables: Record<string, unknown>) => object);

type Options = {
  scopes?: readonly Scope[];
  definitions?: readonly DefinitionFragment[];
  /** The answers to operations, by their names. */
  answers?: Record<string, Answer>;
  /** What is different about the shop. */
  shop?: object;
  /** The address of the page. */
  path?: string;
};

/**
 * Renders a part of the dashboard for a member of staff, below the program's own providers. Only the network is
 * replaced: by the given answers. Returns the operations that are sent, but for the one that asks who is signed in.
 */
export function renderPart(
  part: ReactNode,
  { scopes = [], definitions = [], answers = {}, shop = {}, path = '/' }: Options = {},
) {
  const sent: Sent[] = [];
  const session = {
    staffMe: {
      __typename: 'StaffMember',
      id: 'staff_1',
      email: 'olga@shop.example',
      name: 'Olga',
      role: 'OWNER',
      scopes,
    },
    shop: {
      __typename: 'Shop',
      name: 'Tea',
      currency: 'EUR',
      locale: 'en',
      erasureGraceDays: 14,
      doubleOptIn: false,
      version: 1,
      passwordRules: { minLength: 8, maxLength: 1000 },
      mailServer: true,
      ...shop,
    },
    customFields: definitions.map((definition) => ({ __typename: 'CustomField', ...definition })),
  };
  vi.stubGlobal('fetch', async (_url: string, { body }: { body: string }) => {
    const { operationName: name, variables } = JSON.parse(body);
    if (name === 'Session') return Response.json({ data: session });
    sent.push({ name, variables });
    const given = answers[name];
    const answer = typeof given === 'function' ? given(variables) : given;
    if (answer === undefined) throw new Error(`no answer to ${name}`);
    if (answer instanceof Error) throw answer;
    return Response.json({ data: answer });
  });
  const page = (
    <MantineProvider env="test">
      <Notifications />
      <ClientProvider>
        <SessionGate>{part}</SessionGate>
      </ClientProvider>
    </MantineProvider>
  );
  const router = createMemoryRouter([{ path: '*', element: page }], { initialEntries: [path] });
  return { ...render(<RouterProvider router={router} />), sent, router };
}
