package orders

import (
	"slices"
	"strings"

	"clientele/internal/customfields"
	"clientele/internal/filter"
	"clientele/internal/input"
	"clientele/models"
)

// OrderFilter holds conditions on orders. All of them must match.
type OrderFilter struct {
	And               []*OrderFilter
	Or                []*OrderFilter
	Not               *OrderFilter
	ID                *filter.IDFilter
	Number            *filter.StringFilter
	ExternalID        *filter.StringFilter
	Status            *OrderStatusFilter
	PaymentStatus     *PaymentStatusFilter
	FulfillmentStatus *FulfillmentStatusFilter
	CustomerID        *filter.IDFilter
	Guest             *filter.BooleanFilter
	Contact           *OrderContactFilter
	ShippingAddress   *OrderAddressFilter
	BillingAddress    *OrderAddressFilter
	Total             *filter.DecimalFilter
	Currency          *filter.CurrencyCodeFilter
	Anonymized        *filter.BooleanFilter
	SKU               *filter.StringFilter
	PlacedAt          *filter.DateTimeFilter
	UpdatedAt         *filter.DateTimeFilter
	CustomFields      customfields.Values
}

// OrderContactFilter holds conditions on an order's contact.
type OrderContactFilter struct {
	Name  *filter.StringFilter
	Email *filter.StringFilter
}

// OrderAddressFilter holds conditions on an order's address.
type OrderAddressFilter struct {
	Name     *filter.StringFilter
	Postcode *filter.StringFilter
	Country  *filter.CountryCodeFilter
}

// OrderStatusFilter is a condition on an order's status.
type OrderStatusFilter struct {
	Eq *models.OrderStatus
	In []models.OrderStatus
}

// PaymentStatusFilter is a condition on an order's payment status.
type PaymentStatusFilter struct {
	Eq *models.PaymentStatus
	In []models.PaymentStatus
}

// FulfillmentStatusFilter is a condition on an order's fulfillment status.
type FulfillmentStatusFilter struct {
	Eq *models.FulfillmentStatus
	In []models.FulfillmentStatus
}

var (
	numberColumn     = filter.Column{SQL: "orders.number", Spelling: numberSpelling, LikeSpelling: numberSpelling}
	externalIDColumn = filter.Column{SQL: "orders.external_id_fold"}
	nameColumn       = filter.Column{SQL: "orders.contact_name_fold"}
	emailColumn      = filter.Column{
		SQL: "orders.contact_email_key", Spelling: input.EmailKey, Patterns: "orders.contact_email_fold",
	}
	skuColumn = filter.Column{SQL: "order_items.sku_fold"}
)

func numberSpelling(s string) string { return strings.ToUpper(strings.ReplaceAll(s, " ", "")) }

// expr returns the filter as an SQL condition. custom does the same for custom fields, text for indexed text columns.
func (f *OrderFilter) expr(
	custom func(customfields.Values) (filter.Expr, error), text filter.Searcher,
) (filter.Expr, error) {
	if f == nil {
		return filter.Expr{}, nil
	}
	fields, err := custom(f.CustomFields)
	if err != nil {
		return filter.Expr{}, err
	}
	all := []filter.Expr{
		f.ID.On("orders.id"), f.Number.On(numberColumn.In(text)), f.ExternalID.On(externalIDColumn),
		f.CustomerID.On("orders.customer_id"), f.Guest.OnColumn("orders.guest"),
		f.ShippingAddress.on("orders.ship_"), f.BillingAddress.on("orders.bill_"),
		f.Total.On("orders.total_value"), f.Currency.On("orders.currency"),
		f.Anonymized.OnSet("orders.anonymized_at"),
		f.PlacedAt.On("orders.placed_at"), f.UpdatedAt.On("orders.updated_at"), fields,
	}
	if f.Status != nil {
		all = append(all, filter.Enum("orders.status", f.Status.Eq, f.Status.In))
	}
	if f.PaymentStatus != nil {
		all = append(all, filter.Enum("orders.payment_status", f.PaymentStatus.Eq, f.PaymentStatus.In))
	}
	if f.FulfillmentStatus != nil {
		all = append(all, filter.Enum("orders.fulfillment_status", f.FulfillmentStatus.Eq, f.FulfillmentStatus.In))
	}
	if f.Contact != nil {
		all = append(all, f.Contact.Name.On(nameColumn.In(text)), f.Contact.Email.On(emailColumn.In(text)))
	}
	if sku := f.SKU.On(skuColumn); !sku.True() {
		all = append(all, filter.SQL("orders.id IN (SELECT order_id FROM order_items WHERE "+sku.SQL+")", sku.Args...))
	}
	nested, err := filter.Nested(f.And, f.Or, f.Not, func(sub *OrderFilter) (filter.Expr, error) {
		return sub.expr(custom, text)
	})
	return filter.And(append(all, nested)...), err
}

// filtersByCustomer reports whether a condition reveals the order's customer, which requires CUSTOMERS_READ.
func (f *OrderFilter) filtersByCustomer() bool {
	return f != nil && (f.CustomerID != nil || f.Not.filtersByCustomer() ||
		slices.ContainsFunc(f.And, (*OrderFilter).filtersByCustomer) ||
		slices.ContainsFunc(f.Or, (*OrderFilter).filtersByCustomer))
}

func (f *OrderAddressFilter) on(prefix string) filter.Expr {
	if f == nil {
		return filter.Expr{}
	}
	return filter.And(
		f.Name.On(filter.Column{SQL: prefix + "name_fold"}),
		f.Postcode.On(filter.Column{SQL: prefix + "postcode_fold"}),
		f.Country.On(prefix+"country"),
	)
}
