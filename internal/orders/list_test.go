package orders_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"clientele/db"
	"clientele/internal/auth"
	"clientele/internal/filter"
	"clientele/internal/orders"
	"clientele/internal/page"
	"clientele/internal/servicetest"
	"clientele/models"
)

func splitWords(s string) []string { return strings.Fields(s) }

// setStatuses returns a function that stores the statuses of an order.
func setStatuses(
	id string, payment models.PaymentStatus, fulfillment models.FulfillmentStatus, status models.OrderStatus,
) func(*gorm.DB) error {
	return func(tx *gorm.DB) error {
		return tx.Model(&models.Order{}).Where("id = ?", id).Updates(map[string]any{
			"payment_status": payment, "fulfillment_status": fulfillment, "status": status,
		}).Error
	}
}

// fill places three orders: a (customer, EUR), b (guest, JPY) and c (guest, EUR, paid, with an external id).
func fill(s *shop) (ann auth.Caller, ids map[string]string) {
	s.t.Helper()
	ctx := context.Background()
	ann = s.customer("ann@example.com")
	a := guest(nil)
	a.Quote, a.Contact = s.quote(nil), nil
	b := guest(nil)
	b.Items = []*orders.OrderItemInput{item("MUG_50%", "1250", "JPY", 1), item("Tea-2", "1", "JPY", 1)}
	b.Contact = &orders.OrderContactInput{
		Name: p("Łukasz Żółć"), Email: p("Lukasz@Example.org"), Phone: p("+48 601 234 567"),
	}
	b.ShippingAddress = &orders.CheckoutAddress{
		Address: &models.CreateAddressInput{
			LastName: p("Müller"), Line1: p("Hauptstr. 1"), City: p("Berlin"), Postcode: p("10115"), Country: "DE",
		},
	}
	c := guest(s.quote(func(q *quoteInput) { q.Items[0].UnitPrice = money("100.00", "EUR") }))
	ids = map[string]string{}
	for _, order := range []struct {
		name   string
		caller auth.Caller
		in     checkoutInput
	}{{"a", ann, a}, {"b", seller, b}, {"c", visitor, c}} {
		ids[order.name] = s.place(order.caller, order.in).ID
		s.pass(1e9)
	}
	if _, err := s.orders.Update(
		ctx, seller, ids["c"], updateInput{PaymentStatus: set(models.Paid), ExternalID: set("ERP-7")},
	); err != nil {
		s.t.Fatal(err)
	}
	return ann, ids
}

func text(s string) *filter.StringFilter            { return &filter.StringFilter{Eq: &s} }
func contains(s string) *filter.StringFilter        { return &filter.StringFilter{Contains: &s} }
func startsWith(s string) *filter.StringFilter      { return &filter.StringFilter{StartsWith: &s} }
func isSet(v bool) *filter.StringFilter             { return &filter.StringFilter{IsSet: &v} }
func like(s string) *filter.StringFilter            { return &filter.StringFilter{Like: &s} }
func not(f *orders.OrderFilter) *orders.OrderFilter { return &orders.OrderFilter{Not: f} }

type orderFilter = orders.OrderFilter

// filterTest is a filter and the orders of fill that it matches.
type filterTest struct {
	name string
	f    *orderFilter
	want string
}

func (s *shop) testFilters(ids map[string]string, tests []filterTest) {
	s.t.Helper()
	caller := auth.Caller{Kind: auth.APIKey, Scopes: []models.Scope{models.OrdersRead, models.CustomersRead}}
	oldest := &orders.OrderSort{Field: p(orders.ByPlacedAt), Direction: page.Asc}
	for _, c := range tests {
		list, err := s.orders.List(context.Background(), caller, page.Args{}, c.f, nil, oldest)
		if err != nil {
			s.t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := names(list, ids); got != c.want {
			s.t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if total, err := list.TotalCount(context.Background()); err != nil || *total != len(splitWords(c.want)) {
			s.t.Errorf("%s: total %v %v", c.name, total, err)
		}
	}
}

func TestFilters(t *testing.T) {
	type F = orderFilter
	onEach(t, func(t *testing.T, s *shop) {
		ann, ids := fill(s)
		all, _ := s.orders.GetMany(context.Background(), seller, []string{ids["a"], ids["b"], ids["c"]})
		decimal := func(s string) *models.Decimal { return p(models.Decimal(s)) }
		s.testFilters(ids, []filterTest{
			{"no filter", nil, "a b c"},
			{"empty", &F{}, "a b c"},
			{"id", &F{ID: &filter.IDFilter{In: []string{ids["a"], ids["c"], "order_x"}}}, "a c"},
			{"number", &F{Number: text(" " + strings.ToLower(all[ids["b"]].Number) + " ")}, "b"},
			{"number like", &F{Number: like(strings.ToLower(all[ids["b"]].Number[:4]) + "*")}, "b"},
			{"number like, suffix", &F{Number: like("*" + strings.ToLower(all[ids["b"]].Number[2:]))}, "b"},
			{"external id", &F{ExternalID: text("erp-7")}, "c"},
			{"number contains", &F{Number: contains(strings.ToLower(all[ids["b"]].Number[2:6]))}, "b"},
			{"number starts with", &F{Number: startsWith(strings.ToLower(all[ids["b"]].Number[:4]))}, "b"},
			{"external id contains", &F{ExternalID: contains("P-")}, "c"},
			{"with an external id", &F{ExternalID: isSet(true)}, "c"},
			{"without an external id", &F{ExternalID: isSet(false)}, "a b"},
			{"sku starts with plain _", &F{SKU: startsWith("mug_")}, "b"},
			{"sku contains plain %", &F{SKU: contains("0%")}, "b"},
			{"with a sku", &F{SKU: isSet(true)}, "a b c"},
			{"external id ne", &F{ExternalID: &filter.StringFilter{Ne: p("erp-7")}}, "a b"},
			{"payment status", &F{PaymentStatus: &orders.PaymentStatusFilter{Eq: p(models.Paid)}}, "c"},
			{
				"payment statuses",
				&F{
					PaymentStatus: &orders.PaymentStatusFilter{
						In: []models.PaymentStatus{models.Unpaid, models.Refunded},
					},
				},
				"a b",
			},
			{"status", &F{Status: &orders.OrderStatusFilter{Eq: p(models.OrderCancelled)}}, ""},
			{
				"fulfillment status", &F{FulfillmentStatus: &orders.FulfillmentStatusFilter{Eq: p(models.Unfulfilled)}},
				"a b c",
			},
			{"customer", &F{CustomerID: &filter.IDFilter{Eq: &ann.CustomerID}}, "a"},
			{"not customer", not(&F{CustomerID: &filter.IDFilter{Eq: &ann.CustomerID}}), "b c"},
			{"guests", &F{Guest: &filter.BooleanFilter{Eq: p(true)}}, "b c"},
			{"customers only", &F{Guest: &filter.BooleanFilter{Eq: p(false)}}, "a"},
			{"total", &F{Total: &filter.DecimalFilter{Gte: decimal("20.80"), Lt: decimal("1251")}}, "a c"},
			{"total between", &F{Total: &filter.DecimalFilter{Gt: decimal("20.79999"), Lte: decimal("20.80001")}}, "a"},
			{"currency", &F{Currency: &filter.CurrencyCodeFilter{Eq: p(models.CurrencyCode("JPY"))}}, "b"},
			{"sku", &F{SKU: text("mug_50%")}, "b"},
			{"sku like", &F{SKU: like("tea*")}, "a b c"},
			{"sku with plain %", &F{SKU: like("*0%")}, "b"},
			{"sku with plain _", &F{SKU: like("tea_*")}, ""},
			{"sku not in", &F{SKU: &filter.StringFilter{NotIn: []string{"tea-1", "mug_50%"}}}, "b"},
			{
				"placed",
				&F{PlacedAt: &filter.DateTimeFilter{Gt: &all[ids["a"]].PlacedAt, Lte: &all[ids["b"]].PlacedAt}}, "b",
			},
			{"placed at", &F{PlacedAt: &filter.DateTimeFilter{Eq: &all[ids["a"]].PlacedAt}}, "a"},
			{"updated", &F{UpdatedAt: &filter.DateTimeFilter{Gt: &all[ids["c"]].PlacedAt}}, "c"},
			{"or", &F{Or: []*F{{SKU: text("mug_50%")}, {ExternalID: text("erp-7")}}}, "b c"},
			{
				"and",
				&F{
					And: []*F{
						{Guest: &filter.BooleanFilter{Eq: p(true)}},
						{Currency: &filter.CurrencyCodeFilter{Eq: p(models.CurrencyCode("EUR"))}},
					},
				},
				"c",
			},
			{"not or", not(&F{Or: []*F{{SKU: text("mug_50%")}, {ExternalID: text("erp-7")}}}), "a"},
			{"in an empty list", &F{ID: &filter.IDFilter{In: []string{}}}, ""},
		})
	})
}

func TestFiltersOfContactAndAddresses(t *testing.T) {
	type F = orderFilter
	onEach(t, func(t *testing.T, s *shop) {
		_, ids := fill(s)
		s.testFilters(ids, []filterTest{
			{"contact name like, substring", &F{Contact: &orders.OrderContactFilter{Name: like("*KASZ żół*")}}, "b"},
			{"contact name contains", &F{Contact: &orders.OrderContactFilter{Name: contains("KASZ żół")}}, "b"},
			{"contact name starts with", &F{Contact: &orders.OrderContactFilter{Name: startsWith("LUK")}}, "b"},
			{"contact email contains", &F{Contact: &orders.OrderContactFilter{Email: contains("@EXAMPLE.com")}}, "a c"},
			{"shipping name starts with", &F{ShippingAddress: &orders.OrderAddressFilter{Name: startsWith("Müll")}}, "b"},
			{"contact name", &F{Contact: &orders.OrderContactFilter{Name: text("LUKASZ zolc")}}, "b"},
			{"contact email", &F{Contact: &orders.OrderContactFilter{Email: text("lukasz@EXAMPLE.ORG")}}, "b"},
			{"contact email like", &F{Contact: &orders.OrderContactFilter{Email: like("*@example.com")}}, "a c"},
			{"shipping name", &F{ShippingAddress: &orders.OrderAddressFilter{Name: text("muller")}}, "b"},
			{"shipping postcode", &F{ShippingAddress: &orders.OrderAddressFilter{Postcode: like("d02*")}}, "a c"},
			{
				"shipping country",
				&F{
					ShippingAddress: &orders.OrderAddressFilter{
						Country: &filter.CountryCodeFilter{In: []models.CountryCode{"DE", "FR"}},
					},
				},
				"b",
			},
			{
				"billing country",
				&F{
					BillingAddress: &orders.OrderAddressFilter{
						Country: &filter.CountryCodeFilter{Eq: p(models.CountryCode("IE"))},
					},
				},
				"a b c",
			},
		})
	})
}

func TestFilterByCustomerNeedsScope(t *testing.T) {
	type F = orderFilter
	onEach(t, func(t *testing.T, s *shop) {
		ann, _ := fill(s)
		byAnn := &F{CustomerID: &filter.IDFilter{Eq: &ann.CustomerID}}
		for name, f := range map[string]*F{
			"customer": byAnn, "and customer": {And: []*F{{}, byAnn}},
			"or customer": {Or: []*F{{SKU: like("*")}, byAnn}}, "not customer": not(byAnn),
		} {
			if _, err := s.orders.List(
				context.Background(), seller, page.Args{}, f, nil, nil,
			); servicetest.Errors(err) != "FORBIDDEN CUSTOMERS_READ" {
				t.Errorf("%s without CUSTOMERS_READ: %v", name, err)
			}
		}
	})
}

func names(list *page.Connection[*models.Order], ids map[string]string) string {
	var got []string
	for _, o := range list.Nodes() {
		for name, id := range ids {
			if id == o.ID {
				got = append(got, name)
			}
		}
	}
	return strings.Join(got, " ")
}

func TestSearch(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		_, ids := fill(s)
		all, _ := s.orders.GetMany(context.Background(), seller, []string{ids["a"], ids["b"], ids["c"]})
		for search, want := range map[string]string{
			"": "a b c", "lukasz": "b", "ŁUKASZ zol": "b", "example": "a b c", "example.org": "b", "48601": "b",
			"lu": "b", "guest perso": "c",
			strings.ToLower(all[ids["c"]].Number): "c", "%": "", "_": "", `"`: "", `lukasz" OR "guest`: "", "*": "",
			"'": "", "l0": "",
		} {
			list, err := s.orders.List(context.Background(), seller, page.Args{}, nil, &search, &orders.OrderSort{
				Field: p(orders.ByPlacedAt), Direction: page.Asc,
			})
			if err != nil {
				t.Errorf("%q: %v", search, err)
				continue
			}
			if got := names(list, ids); got != want {
				t.Errorf("%q: %q, want %q", search, got, want)
			}
		}
		many := strings.Repeat("a ", 11)
		if _, err := s.orders.List(
			context.Background(), seller, page.Args{}, nil, &many, nil,
		); servicetest.Errors(err) != "BAD_USER_INPUT" {
			t.Errorf("11 words: %v", err)
		}
	})
}

// TestPages checks, for every sort order and both directions, that pages of two contain every order once.
func TestPages(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ctx := context.Background()
		for i := range 7 { // most sort keys are equal
			in := guest(s.quote(nil))
			if i%3 == 0 {
				s.pass(1e9)
			}
			s.place(visitor, in)
		}
		for _, field := range []orders.OrderSortField{
			orders.ByPlacedAt, orders.ByUpdatedAt, orders.ByNumber, orders.ByTotal, orders.ByStatus,
			orders.ByPaymentStatus, orders.ByFulfillmentStatus,
		} {
			for _, direction := range []page.Direction{page.Asc, page.Desc} {
				by := &orders.OrderSort{Field: &field, Direction: direction}
				whole, err := s.orders.List(ctx, seller, page.Args{}, nil, nil, by)
				if err != nil {
					t.Fatal(err)
				}
				want := idsOf(whole)
				var forward, backward []string
				for args := (page.Args{First: p(2)}); ; {
					list, err := s.orders.List(ctx, seller, args, nil, nil, by)
					if err != nil {
						t.Fatal(err)
					}
					forward = append(forward, idsOf(list)...)
					if args.After = list.PageInfo.EndCursor(); !list.PageInfo.HasNextPage {
						break
					}
				}
				for args := (page.Args{Last: p(2)}); ; {
					list, err := s.orders.List(ctx, seller, args, nil, nil, by)
					if err != nil {
						t.Fatal(err)
					}
					backward = append(idsOf(list), backward...)
					if args.Before = list.PageInfo.StartCursor(); !list.PageInfo.HasPreviousPage {
						break
					}
				}
				if len(want) != 7 || !slices.Equal(forward, want) || !slices.Equal(backward, want) {
					t.Errorf("%s %s:\n whole    %v\n forward  %v\n backward %v", field, direction, want, forward,
						backward)
				}
				other := &orders.OrderSort{Field: p(orders.ByPlacedAt), Direction: page.Desc}
				if field != orders.ByPlacedAt || direction != page.Desc {
					if _, err := s.orders.List(
						ctx, seller, page.Args{After: whole.PageInfo.EndCursor()}, nil, nil, other,
					); servicetest.Errors(err) != "BAD_USER_INPUT" {
						t.Errorf("a cursor of another sort order: %v", err)
					}
				}
			}
		}
	})
}

func idsOf(list *page.Connection[*models.Order]) []string {
	var ids []string
	for _, o := range list.Nodes() {
		ids = append(ids, o.ID)
	}
	return ids
}

func TestOrdersOfManyCustomersNeedOneQuery(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		var ids []string
		for i := range 6 {
			c := s.customer(fmt.Sprintf("c%d@example.com", i))
			ids = append(ids, c.CustomerID)
			for range i {
				in := guest(s.quote(nil))
				s.place(c, in)
				s.pass(1e9)
			}
		}
		ctx, statements := db.CountStatements(context.Background())
		found, err := s.orders.ListFor(ctx, seller, ids, page.Args{First: p(3)}, nil, nil)
		if err != nil || statements() != 1 {
			t.Fatalf("%d statements, %v", statements(), err)
		}
		for i, id := range ids {
			list := found[id]
			total, err := list.TotalCount(ctx)
			if err != nil || len(list.Nodes()) != min(i, 3) || list.PageInfo.HasNextPage != (i > 3) || *total != i {
				t.Errorf("%d: %d nodes, more %v, total %d, %v", i, len(list.Nodes()), list.PageInfo.HasNextPage, *total,
					err)
			}
			if !slices.IsSortedFunc(list.Nodes(), func(a, b *models.Order) int {
				return b.PlacedAt.Compare(a.PlacedAt.Time)
			}) {
				t.Errorf("%d: not newest first", i)
			}
		}
		if statements() != 2 {
			t.Errorf("%d statements with totals", statements())
		}
		own := auth.Caller{Kind: auth.Customer, CustomerID: ids[5]}
		found, err = s.orders.ListFor(ctx, own, ids, page.Args{}, &orders.OrderFilter{SKU: like("tea*")}, nil)
		if err != nil || len(found[ids[5]].Nodes()) != 5 || len(found[ids[4]].Nodes()) != 0 {
			t.Errorf("a customer sees %v %v", found, err)
		}
		if _, err := s.orders.ListFor(
			ctx, visitor, ids, page.Args{}, nil, nil,
		); servicetest.Errors(err) != "FORBIDDEN ORDERS_READ" {
			t.Errorf("a visitor: %v", err)
		}
	})
}
