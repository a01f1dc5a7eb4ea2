import { notifications } from '@mantine/notifications';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

configure({
  asyncUtilTimeout: 20_000, // a slow machine is not a failure
  defaultHidden: true, // the styles that hide elements are not loaded, and to look for them takes most of the time
  getElementError: (message) => new Error(message ?? undefined),
});

// Happy DOM has no fonts, for whose loading text areas wait.
Object.defineProperty(document, 'fonts', { value: new EventTarget(), configurable: true });

afterEach(() => {
  cleanup();
  notifications.clean();
});
