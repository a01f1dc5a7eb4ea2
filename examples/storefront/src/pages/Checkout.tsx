import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useMutation, useQuery } from 'urql';
import { countIn, fetchCatalogue, fetchQuote, price, useBasket, type Article, type Quote } from '../basket';
import {
  CheckoutDocument,
  CheckoutPageDocument,
  type CheckoutAddress,
  type CheckoutPageQuery,
} from '../operations/generated';
import { AddressFields, addressIn } from '../parts/AddressFields';
import { useAddressCustomFields, type CustomField } from '../parts/CustomFields';
import { Checkbox, Select, errorsOf, Field, Form, type Values } from '../parts/Form';
import { Page, Loading } from '../parts/states';
import { useSession } from '../session';

/** `/checkout`: the basket, the contact and the addresses. A real shop would also take the payment here. */
export function CheckoutPage() {
  const [basket] = useBasket();
  const { signedIn } = useSession();
  const [{ data, error }] = useQuery({ query: CheckoutPageDocument });
  if (countIn(basket) === 0) return <Page title="Your basket is empty">{<Link to="/">Continue shopping</Link>}</Page>;
  if (!data || (signedIn && !data.me)) return <Loading error={error} />;
  return (
    <Page title="Checkout">
      <Order me={data.me} />
    </Page>
  );
}

type Me = CheckoutPageQuery['me'];

function Order({ me }: { me: Me }) {
  const [basket, put] = useBasket();
  const [quote, setQuote] = useState<Quote>();
  const [failure, setFailure] = useState('');
  const [same, setSame] = useState(true);
  const [, checkout] = useMutation(CheckoutDocument);
  const customFields = useAddressCustomFields();
  const navigate = useNavigate();
  const renew = () => fetchQuote(basket).then(setQuote, (error: Error) => setFailure(error.message));
  useEffect(() => {
    let current = true;
    fetchQuote(basket).then(
      (next) => current && setQuote(next),
      (error: Error) => current && setFailure(error.message),
    );
    return () => {
      current = false;
    };
  }, [basket]);

  async function send(values: Values) {
    if (!quote) return [{ field: null, message: 'The total is still being calculated. Try again in a moment.' }];
    const result = await checkout({
      input: {
        quote: quote.token,
        // The name and email address of a customer come from the account.
        contact: me
          ? null
          : { name: values['contact.name'], email: values['contact.email'], phone: values['contact.phone'] || null },
        shippingAddress: chosen(customFields, values, 'shippingAddress'),
        billingAddress: same ? null : chosen(customFields, values, 'billingAddress'),
        billingSameAsShipping: same,
        saveAddress: values.saveAddress === 'on',
        note: values.note || null,
      },
    });
    const errors = errorsOf(result);
    if (errors.some(({ code }) => code === 'QUOTE_EXPIRED' || code === 'QUOTE_USED')) {
      await renew();
      return [{ field: null, message: 'The total has been updated. Check it and place your order again.' }];
    }
    const payload = result.data?.checkout;
    if (payload?.order) {
      // Whoever has the guest's token can read the order, so it is kept only in the tab's history.
      if (me) navigate(`/account/orders/${payload.order.id}`, { state: { news: 'Thank you for your order.' } });
      else
        navigate('/guest-order', { state: { news: 'Thank you for your order.', orderToken: payload.guestOrderToken } });
      put({});
    }
    return errors;
  }

  return (
    <>
      <Contents quote={quote} />
      {failure && <p role="alert">{failure}</p>}
      <Form label="Checkout" button="Order and pay on delivery" send={send}>
        {me ? (
          <p>
            Ordering as {me.name ?? me.email}, {me.email}
          </p>
        ) : (
          <fieldset>
            <legend>Your details</legend>
            <p>
              Order as a guest, or{' '}
              <Link to="/sign-in" state={{ next: '/checkout' }}>
                log in
              </Link>{' '}
              first.
            </p>
            <Field name="contact.name" label="Name" autoComplete="name" required />
            <Field name="contact.email" label="Email address" type="email" autoComplete="email" required />
            <Field name="contact.phone" label="Phone" type="tel" autoComplete="tel" />
          </fieldset>
        )}
        <fieldset>
          <legend>Shipping address</legend>
          <AddressChoice name="shippingAddress" kind="shipping" me={me} customFields={customFields} />
        </fieldset>
        <Checkbox
          label="Use the shipping address for billing"
          checked={same}
          onChange={(event) => setSame(event.target.checked)}
        />
        {!same && (
          <fieldset>
            <legend>Billing address</legend>
            <AddressChoice name="billingAddress" kind="billing" me={me} customFields={customFields} />
          </fieldset>
        )}
        {me && <Checkbox name="saveAddress" label="Save new addresses in my address book" defaultChecked />}
        <Field name="note" label="Note to the shop" maxLength={1000} />
      </Form>
    </>
  );
}

function Contents({ quote }: { quote?: Quote }) {
  const [basket, put] = useBasket();
  const [articles, setArticles] = useState<readonly Article[]>([]);
  const [shipping, setShipping] = useState<Article['price']>();
  useEffect(() => {
    fetchCatalogue().then(
      (catalogue) => {
        setArticles(catalogue.articles);
        setShipping(catalogue.shippingPrice);
      },
      () => undefined,
    );
  }, []);
  return (
    <table aria-label="Basket">
      <tbody>
        {Object.entries(basket).map(([sku, quantity]) => {
          const article = articles.find((one) => one.sku === sku);
          const { [sku]: _, ...others } = basket;
          return (
            <tr key={sku}>
              <td>
                {quantity} × {article?.name ?? sku}
              </td>
              <td className="number">{article && price(article.price)}</td>
              <td className="number">
                <button
                  type="button"
                  className="link"
                  onClick={() => put(others)}
                  aria-label={`Remove ${article?.name ?? sku}`}
                >
                  Remove
                </button>
              </td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <th>Delivery</th>
          <td className="number">{shipping && price(shipping)}</td>
          <td />
        </tr>
        <tr>
          <th>Total</th>
          <td className="number">{quote?.total.formatted ?? '…'}</td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

type ChoiceProps = {
  name: 'shippingAddress' | 'billingAddress';
  kind: string;
  me: Me;
  customFields: readonly CustomField[];
};

/** A choice between the addresses of the address book and a new one. */
function AddressChoice({ name, kind, me, customFields }: ChoiceProps) {
  const book = me?.addresses.nodes ?? [];
  const usual = book.find((address) => (kind === 'shipping' ? address.isDefaultShipping : address.isDefaultBilling));
  const [id, setId] = useState<string>(usual?.id ?? '');
  const options = [
    ...book.map(({ id: value, label, formatted }) => ({
      value,
      label: [label, ...formatted].filter(Boolean).join(', '),
    })),
    { value: '', label: 'Another address' },
  ];
  return (
    <>
      {book.length > 0 && (
        <Select
          name={`${name}.addressId`}
          label="Address"
          value={id}
          onChange={(event) => setId(event.target.value)}
          options={options}
        />
      )}
      {id === '' && <AddressFields prefix={`${name}.address.`} kind={kind} customFields={customFields} />}
    </>
  );
}

function chosen(customFields: readonly CustomField[], values: Values, name: string): CheckoutAddress {
  const addressId = values[`${name}.addressId`];
  return addressId ? { addressId } : { address: addressIn(customFields, values, `${name}.address.`) };
}
