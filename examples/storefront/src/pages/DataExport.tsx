import { useState } from 'react';
import { useMutation } from 'urql';
import { OpenDataExportDocument } from '../operations/generated';
import { errorsOf, Form, withLinkText } from '../parts/Form';
import { Page, useEmailToken } from '../parts/states';

/** `/data-export`: downloads the copy of a customer's data with the link from an email. */
export function DataExportPage() {
  const token = useEmailToken();
  const [, open] = useMutation(OpenDataExportDocument);
  const [started, setStarted] = useState(false);
  async function send() {
    const result = await open({ token: token ?? '' });
    const url = result.data?.openDataExport?.fileUrl;
    if (url) {
      window.location.assign(url); // the browser saves the file and stays on this page
      setStarted(true);
    }
    return withLinkText(errorsOf(result), 'This link is no longer valid. Request a new copy in your account.');
  }
  return (
    <Page title="Your data">
      {started && <p role="status">Your download has started.</p>}
      <Form button="Download" send={send}>
        <p>The file contains everything that we have stored about you. Keep it in a safe place.</p>
      </Form>
    </Page>
  );
}
