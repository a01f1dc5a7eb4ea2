import { act, renderHook } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pauses, usePolling } from './usePolling';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  show('visible');
  vi.useRealTimers();
});

/** Hides the page or shows it. */
function show(state: 'visible' | 'hidden') {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
}

/** A part that polls, and what answers its request. */
function polling(moving = true) {
  const again = vi.fn();
  const { result, rerender } = renderHook(
    (props) => {
      const [busy, setBusy] = useState(false);
      const ask = () => {
        again();
        setBusy(true);
      };
      usePolling({ ...props, busy, again: ask });
      return () => setBusy(false);
    },
    { initialProps: { moving, news: '' } },
  );
  const answer = (news = '', more = true) => {
    rerender({ moving: more, news });
    act(() => result.current());
  };
  const pass = (time: number) => act(() => vi.advanceTimersByTime(time));
  return { again, answer, pass };
}

test('the pauses grow without news, and start again with it', () => {
  const { again, answer, pass } = polling();
  pass(pauses.first);
  expect(again).toHaveBeenCalledTimes(1);
  answer();
  pass(pauses.first);
  expect(again, 'the second pause is longer').toHaveBeenCalledTimes(1);
  pass(pauses.first * (pauses.growth - 1));
  expect(again).toHaveBeenCalledTimes(2);
  answer('50 of 100');
  pass(pauses.first);
  expect(again, 'after news the pause is short').toHaveBeenCalledTimes(3);
  for (let i = 0; i < 20; i++) {
    answer('50 of 100');
    pass(pauses.longest);
  }
  expect(again, 'no pause is longer than the longest').toHaveBeenCalledTimes(23);
});

test('nothing is asked while an answer is on its way, after the end, or when nothing moves', () => {
  const { again, answer, pass } = polling();
  pass(pauses.first);
  pass(60_000);
  expect(again, 'no answer yet, so the timer is not set again').toHaveBeenCalledTimes(1);
  answer('100 of 100', false);
  pass(60_000);
  expect(again).toHaveBeenCalledTimes(1);
  const still = polling(false);
  still.pass(60_000);
  expect(still.again).not.toHaveBeenCalled();
});

test('an answer that comes at once does not end the polling', () => {
  const again = vi.fn();
  renderHook(() => usePolling({ moving: true, news: '', busy: false, again }));
  for (let i = 0; i < 3; i++) act(() => vi.advanceTimersByTime(pauses.longest));
  expect(again).toHaveBeenCalledTimes(3);
});

test('a hidden page asks nothing, and asks soon when it is shown again', () => {
  const { again, pass } = polling();
  show('hidden');
  pass(600_000);
  expect(again).not.toHaveBeenCalled();
  show('visible');
  pass(pauses.first);
  expect(again).toHaveBeenCalledTimes(1);
});
