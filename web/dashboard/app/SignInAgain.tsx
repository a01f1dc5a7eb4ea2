import { Button, Modal, Stack, Text } from '@mantine/core';
import { t } from '../texts';
import { SignInForm } from './SignInForm';

/** Asks for the password again over the page whose session has ended. The page stays as it is. */
export function SignInAgain({ open, email, onSignedIn }: { open: boolean; email: string; onSignedIn: () => void }) {
  return (
    <Modal
      opened={open}
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t.signIn.ended}
      zIndex={400}
    >
      <Stack>
        <Text size="sm">{t.signIn.endedText}</Text>
        <SignInForm email={email} onSignedIn={onSignedIn} />
        <Button variant="subtle" color="gray" onClick={() => location.assign('/dashboard/')}>
          {t.signIn.leave}
        </Button>
      </Stack>
    </Modal>
  );
}
