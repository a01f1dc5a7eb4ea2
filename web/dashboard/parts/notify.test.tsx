import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import { renderPart } from '../testing/render';
import { notify } from './notify';

test('a notification offers to undo, once', async () => {
  const undo = vi.fn();
  renderPart(<p>page</p>);
  await screen.findByText('page');
  notify('Tag removed.', { undo });
  await userEvent.click(await screen.findByRole('button', { name: 'Undo' }));
  expect(undo).toHaveBeenCalledOnce();
  await waitFor(() => expect(screen.queryByText('Tag removed.')).toBeNull());
});

test('a notification without undo only says what was done', async () => {
  renderPart(<p>page</p>);
  await screen.findByText('page');
  notify('Saved.');
  expect((await screen.findByText('Saved.')).closest('[role=status]')).not.toBeNull();
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
});
