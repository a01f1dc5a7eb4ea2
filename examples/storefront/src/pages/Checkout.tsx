import { useEffect, useRef } from 'react';
import { Link, Navigate, useLocation, useNavigate, useParams } from 'react-router';
import { useMutation, useQuery } from 'urql';
import { countIn, useBasket } from '../basket';
import { chosen, type Me } from '../checkout/AddressChoice';
import { ContactStep } from '../checkout/ContactStep';
import { DeliveryStep } from '../checkout/DeliveryStep';
import { stepOf, steps, useDraft, type Step } from '../checkout/draft';
import { PaymentStep } from '../checkout/PaymentStep';
import { StepList } from '../checkout/StepList';
import { Summary } from '../checkout/Summary';
import { useQuote } from '../checkout/useQuote';
import { CheckoutDocument, CheckoutPageDocument } from '../operations/generated';
import { useAddressCustomFields } from '../parts/CustomFields';
import { errorsOf, type FormError, type Values } from '../parts/Form';
import { Loading, Page } from '../parts/states';
import { useSession } from '../session';
import { EmptyBasket } from './Basket';

const titles: Record<Step, string> = { contact: 'Contact', delivery: 'Delivery', payment: 'Payment and review' };

/** `/checkout/:step`: the contact, the delivery, and the payment with a last look at everything. */
export function CheckoutPage() {
  const [basket] = useBasket();
  const { signedIn } = useSession();
  const { step } = useParams();
  const [{ data, error }] = useQuery({ query: CheckoutPageDocument });
  if (countIn(basket) === 0) return <EmptyBasket />;
  if (!data || (signedIn && !data.me)) return <Loading error={error} />;
  const known = steps.find((one) => one === step) ?? (data.me ? 'delivery' : 'contact');
  return (
    <Page title="Checkout" className="checkout">
      <Steps me={data.me} step={known} />
    </Page>
  );
}

/** The form of one step, beside the order. A step can be opened when the ones before it are filled in. */
function Steps({ me, step }: { me: Me; step: Step }) {
  const [basket, put] = useBasket();
  const { quote, failure, renew } = useQuote(basket);
  const [draft, keep, discard] = useDraft();
  const [, checkout] = useMutation(CheckoutDocument);
  const customFields = useAddressCustomFields();
  const navigate = useNavigate();
  const { found } = (useLocation().state ?? {}) as { found?: readonly FormError[] };
  const open = steps.find((one) => one === step || (one !== 'contact' || !me ? draft[one] === undefined : false));
  if (open !== undefined && open !== step) return <Navigate to={`/checkout/${open}`} replace />;

  async function advance(values: Values) {
    keep(step, values);
    navigate(`/checkout/${steps[steps.indexOf(step) + 1]}`);
    return [];
  }

  async function place(values: Values): Promise<readonly FormError[]> {
    if (!quote) return [{ field: null, message: 'The total is still being calculated. Try again in a moment.' }];
    keep('payment', values);
    const all: Values = { ...draft.contact, ...draft.delivery, ...values };
    const same = values.billingSameAsShipping === 'on';
    const result = await checkout({
      input: {
        quote: quote.token,
        // The name and email address of a customer come from the account.
        contact: me
          ? null
          : { name: all['contact.name'], email: all['contact.email'], phone: all['contact.phone'] || null },
        shippingAddress: chosen(customFields, all, 'shippingAddress'),
        billingAddress: same ? null : chosen(customFields, all, 'billingAddress'),
        billingSameAsShipping: same,
        saveAddress: all.saveAddress === 'on',
        note: all.note || null,
        locale: navigator.language, // emails about the order are in this language
      },
    });
    const order = result.data?.checkout?.order;
    if (order) {
      finish(order.id, result.data?.checkout?.guestOrderToken);
      return [];
    }
    const errors = errorsOf(result);
    if (errors.some(({ code }) => code === 'QUOTE_EXPIRED' || code === 'QUOTE_USED')) {
      await renew();
      return [{ field: null, message: 'The total has been updated. Check it and place your order again.' }];
    }
    // Errors in an earlier step lead back to it.
    const first = steps.find((one) => errors.some((error) => stepOf(error) === one));
    if (first && first !== 'payment')
      navigate(`/checkout/${first}`, { state: { found: errors.filter((error) => stepOf(error) === first) } });
    return errors;
  }

  function finish(id: string, orderToken: string | null | undefined) {
    const news = 'Thank you for your order.';
    // Whoever has the guest's token can read the order, so it is kept only in the tab's history.
    if (me) navigate(`/account/orders/${id}`, { state: { news } });
    else navigate('/guest-order', { state: { news, orderToken } });
    discard();
    put({});
  }

  const form = { me, initial: draft[step], found, onValues: (values: Values) => keep(step, values) };
  return (
    <>
      <StepList current={step} titles={titles} fixed={me ? ['contact'] : []} />
      <div className="step">
        <StepTitle key={step} focus={!found}>
          {titles[step]}
        </StepTitle>
        {failure && <p role="alert">{failure}</p>}
        {me && step !== 'payment' && (
          <p className="quiet">
            Ordering as {me.name ?? me.email}, {me.email}
          </p>
        )}
        {step === 'contact' && <ContactStep {...form} send={advance} />}
        {step === 'delivery' && <DeliveryStep {...form} customFields={customFields} send={advance} />}
        {step === 'payment' && <PaymentStep {...form} draft={draft} customFields={customFields} send={place} />}
        {step !== 'contact' && !(me && step === 'delivery') && (
          <p>
            <Link to={`/checkout/${steps[steps.indexOf(step) - 1]}`}>
              Back to {step === 'payment' ? 'delivery' : 'contact'}
            </Link>
          </p>
        )}
      </div>
      <Summary quote={quote} />
    </>
  );
}

/** The title of a step. It gets the focus when the step opens, so that screen readers announce it. */
function StepTitle({ children, focus }: { children: string; focus: boolean }) {
  const title = useRef<HTMLHeadingElement>(null);
  const opened = useRef(focus);
  useEffect(() => {
    if (opened.current) title.current?.focus();
  }, []);
  return (
    <h2 ref={title} tabIndex={-1}>
      {children}
    </h2>
  );
}
