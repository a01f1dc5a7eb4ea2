package consent_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/internal/accounts"
	"clientele/internal/auth"
	"clientele/internal/consent"
	"clientele/models"
)

// said is a statement of the model.
type said struct {
	at    time.Time
	state models.MarketingState
}

// model is what the statements of customers should be. It decides by the rules of the guide, and does not read the
// database.
type model struct {
	statements  map[string]map[models.MarketingChannel][]said // by customer, oldest first
	doubleOptIn bool
}

// at returns the state of a customer at a time; "" without a statement.
func (m *model) at(id string, channel models.MarketingChannel, at time.Time) models.MarketingState {
	var state models.MarketingState
	for _, s := range m.statements[id][channel] {
		if !s.at.After(at) {
			state = s.state
		}
	}
	return state
}

func (m *model) add(id string, channel models.MarketingChannel, s said) {
	list := append(m.statements[id][channel], s)
	slices.SortStableFunc(list, func(a, b said) int { return a.at.Compare(b.at) })
	m.statements[id][channel] = list
}

// says adds a statement that is made now, unless it says what is known.
func (m *model) says(id string, channel models.MarketingChannel, state models.MarketingState, now time.Time) {
	if m.at(id, channel, now) != state {
		m.add(id, channel, said{now, state})
	}
}

// optedOut tells whether a customer's address has unsubscribed and not subscribed since.
func (m *model) optedOut(id string, now time.Time) bool {
	out := false
	for _, s := range m.statements[id][models.ByEmail] {
		if s.state != models.Pending && !s.at.After(now) {
			out = s.state == models.Unsubscribed
		}
	}
	return out
}

// asks returns the state that a customer's own subscription leads to.
func (m *model) asks(id string, channel models.MarketingChannel, verified bool, now time.Time) models.MarketingState {
	switch {
	case channel != models.ByEmail:
		return models.Subscribed
	case m.doubleOptIn, m.optedOut(id, now) && !verified:
		return models.Pending
	}
	return models.Subscribed
}

// walk makes random statements about customers, in the database and in the model.
type walk struct {
	*shop
	*model
	r        *rand.Rand
	ids      []string // of customers; the first half has verified addresses
	emails   []string
	verified map[string]bool
	tokens   map[string]string // of emails that ask to confirm, by customer
	sent     map[string]time.Time
	links    []string // of newsletters: "customer channel token"
}

func (w *walk) step() string {
	i := w.r.IntN(len(w.ids))
	id, now := w.ids[i], w.now()
	self := auth.Caller{Kind: auth.Customer, CustomerID: id}
	channel := models.MarketingChannels()[w.r.IntN(4)]
	if w.r.IntN(2) == 0 {
		channel = models.ByEmail
	}
	state := []models.MarketingState{models.Subscribed, models.Unsubscribed}[w.r.IntN(2)]
	in := consent.SetMarketingConsentInput{Channel: channel, State: state}
	accepts := w.model.at(id, models.ByEmail, now) == models.Subscribed
	switch w.r.IntN(9) {
	case 0, 1:
		w.must(ignore(w.Set(context.Background(), self, nil, in)))
		if state == models.Subscribed {
			state = w.asks(id, channel, w.verified[id], now)
		}
		w.says(id, channel, state, now)
		return fmt.Sprintf("%s says %s %s", w.emails[i], channel, state)
	case 2:
		w.must(ignore(w.Set(context.Background(), writer, &id, in)))
		w.says(id, channel, state, now)
		return fmt.Sprintf("the shop says %s %s of %s", channel, state, w.emails[i])
	case 3: // about the past
		at := now.Add(-time.Duration(1+w.r.IntN(200)) * time.Hour).Add(time.Duration(w.r.IntN(1000)) * time.Millisecond)
		in.At = p(models.At(at))
		w.must(ignore(w.Set(context.Background(), writer, &id, in)))
		w.add(id, channel, said{at, state})
		return fmt.Sprintf("the shop says %s %s of %s at %s", channel, state, w.emails[i], at)
	case 4:
		w.accept(writer, id, state == models.Subscribed)
		if accepts != (state == models.Subscribed) {
			w.says(id, models.ByEmail, state, now)
		}
		return fmt.Sprintf("acceptsMarketing of %s is %s", w.emails[i], state)
	case 5:
		w.importFile(fmt.Sprintf("%s=%t", w.emails[i], state == models.Subscribed))
		known := w.model.at(id, models.ByEmail, now)
		switch {
		case accepts == (state == models.Subscribed):
		case state == models.Subscribed && (known == models.Unsubscribed || w.optedOut(id, now)):
			w.says(id, models.ByEmail, models.Unsubscribed, now)
		case state == models.Subscribed && known == models.Pending: // stays
		default:
			w.says(id, models.ByEmail, state, now)
		}
		return fmt.Sprintf("a file has %s of %s", state, w.emails[i])
	case 6:
		token := w.tokens[id]
		delete(w.tokens, id)
		if token == "" {
			return "nothing"
		}
		_, err := w.Confirm(context.Background(), visitor, token)
		known := w.model.at(id, models.ByEmail, now)
		valid := known == models.Pending || known == models.Subscribed
		if (err == nil) != (valid && now.Sub(w.sent[id]) < 7*24*time.Hour) {
			w.t.Fatalf("confirming of %s in %s: %v", w.emails[i], known, err)
		}
		if err == nil {
			w.says(id, models.ByEmail, models.Subscribed, now)
		}
		return fmt.Sprintf("%s confirms", w.emails[i])
	case 7:
		if len(w.links) == 0 {
			return "nothing"
		}
		link := strings.Fields(w.links[w.r.IntN(len(w.links))])
		w.must(ignore(w.Unsubscribe(context.Background(), visitor, link[2])))
		w.says(link[0], models.MarketingChannel(link[1]), models.Unsubscribed, now)
		return "a link is opened: " + strings.Join(link[:2], " ")
	default:
		w.model.doubleOptIn = !w.model.doubleOptIn
		w.shop.doubleOptIn(w.model.doubleOptIn)
		return fmt.Sprintf("double opt-in is %t", w.model.doubleOptIn)
	}
}

func ignore[T any](_ T, err error) error { return err }

// newsletter remembers the links and the emails that are sent now.
func (w *walk) newsletter() {
	for _, id := range w.ids {
		for _, row := range w.list(consent.ListArgs{CustomerID: &id, Current: true}) {
			token, err := w.UnsubscribeToken(context.Background(), row)
			w.must(err)
			w.links = append(w.links, id+" "+string(row.Channel)+" "+token)
		}
	}
	for _, m := range w.letters() {
		id := w.id(m.To)
		w.tokens[id], w.sent[id] = m.Values["Token"], w.now()
	}
}

// TestProof makes random statements, compares the present state with a model after each, and then proves the state of
// each day from the list of statements alone. No statement ever changes.
func TestProof(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		w := &walk{
			shop: s, r: rand.New(rand.NewPCG(seed, 0)), verified: map[string]bool{}, tokens: map[string]string{},
			sent:  map[string]time.Time{},
			model: &model{statements: map[string]map[models.MarketingChannel][]said{}},
		}
		for i := range 4 {
			email := fmt.Sprintf("c%d@example.com", i)
			id := s.create(email, i < 2)
			w.ids, w.emails, w.verified[id] = append(w.ids, id), append(w.emails, email), i < 2
			w.statements[id] = map[models.MarketingChannel][]said{}
		}
		began := s.now()
		seen := map[string]models.MarketingConsent{}
		var steps []string
		for range 250 {
			s.pass(time.Duration(w.r.IntN(48*60)+1) * time.Minute)
			steps = append(steps, fmt.Sprintf("%s: %s", s.now().Format(time.DateTime), w.step()))
			w.compare(s.now(), w.present(), steps)
			w.keep(seen)
			w.newsletter()
		}
		for day := began; day.Before(s.now()); day = day.Add(24 * time.Hour) {
			w.compare(day, w.replay(day), steps)
		}
		if len(seen) < 60 {
			t.Errorf("only %d statements", len(seen))
		}
	})
}

// present returns the states of all customers now.
func (w *walk) present() map[string]string {
	w.t.Helper()
	found, err := w.CurrentOf(context.Background(), reader, w.ids)
	w.must(err)
	states := map[string]string{}
	for id, rows := range found {
		for _, row := range rows {
			states[id+" "+string(row.Channel)] = string(row.State)
		}
		c, err := w.accounts.Get(context.Background(), reader, id)
		w.must(err)
		if c.AcceptsMarketing != (states[id+" EMAIL"] == "SUBSCRIBED") {
			w.t.Fatalf("acceptsMarketing is %t in %s", c.AcceptsMarketing, states[id+" EMAIL"])
		}
	}
	return states
}

// replay returns the states of all customers at a time, from the list of statements.
func (w *walk) replay(at time.Time) map[string]string {
	w.t.Helper()
	states := map[string]string{}
	for _, id := range w.ids {
		for _, row := range slices.Backward(w.list(consent.ListArgs{CustomerID: &id})) {
			if !row.At.After(at) {
				states[id+" "+string(row.Channel)] = string(row.State)
			}
		}
	}
	return states
}

func (w *walk) compare(at time.Time, got map[string]string, steps []string) {
	w.t.Helper()
	for i, id := range w.ids {
		for _, channel := range models.MarketingChannels() {
			if want := string(w.model.at(id, channel, at)); got[id+" "+string(channel)] != want {
				w.t.Fatalf("at %s %s of %s is %q, want %q, after\n%s", at.Format(time.DateTime), channel, w.emails[i],
					got[id+" "+string(channel)], want, strings.Join(steps[max(0, len(steps)-30):], "\n"))
			}
		}
	}
}

// keep compares the stored statements with those that were seen before.
func (w *walk) keep(seen map[string]models.MarketingConsent) {
	w.t.Helper()
	var rows []models.MarketingConsent
	w.must(w.db.Primary(context.Background()).Find(&rows).Error)
	current := map[string]int{}
	for _, row := range rows {
		if row.Current {
			current[*row.CustomerID+string(row.Channel)]++
		}
		row.Current = false
		text := fmt.Sprintf("%+v %s %s", row, *row.CustomerID, row.At.Stored())
		if before, ok := seen[row.ID]; ok {
			if was := fmt.Sprintf("%+v %s %s", before, *before.CustomerID, before.At.Stored()); len(was) != len(text) ||
				before.State != row.State || !before.At.Equal(row.At.Time) || before.Source != row.Source {
				w.t.Fatalf("a statement changed from %s to %s", was, text)
			}
		}
		seen[row.ID] = row
	}
	if len(rows) != len(seen) {
		w.t.Fatalf("%d statements of %d are left", len(rows), len(seen))
	}
	for at, n := range current {
		if n != 1 {
			w.t.Fatalf("%d current statements of %s", n, at)
		}
	}
}

// TestHistoryOfOneCustomer checks what the statements of one customer say, and who made them.
func TestHistoryOfOneCustomer(t *testing.T) {
	onEach(t, func(t *testing.T, s *shop) {
		ann := s.signUp("ann@example.com", true)
		s.pass(time.Hour)
		s.doubleOptIn(true)
		s.accept(ann, ann.CustomerID, false)
		s.pass(time.Hour)
		news := consent.SetMarketingConsentInput{
			Channel: models.ByEmail, State: models.Subscribed, Wording: p(" Send me news. "),
		}
		s.must(ignore(s.Set(t.Context(), ann, nil, news)))
		s.pass(time.Hour)
		s.must(ignore(s.Confirm(t.Context(), visitor, s.token())))
		s.pass(time.Hour)
		news.State, news.Wording = models.Unsubscribed, nil
		s.must(ignore(s.Set(t.Context(), writer, &ann.CustomerID, news)))
		s.importFile("ann@example.com=true")
		want := "EMAIL SUBSCRIBED SIGN_UP by CUSTOMER, EMAIL UNSUBSCRIBED CUSTOMER by CUSTOMER, " +
			"EMAIL PENDING CUSTOMER by CUSTOMER Send me news., EMAIL SUBSCRIBED CONFIRMATION by CUSTOMER Send me news., " +
			"EMAIL UNSUBSCRIBED SHOP by API_KEY now"
		if got := s.historyOf(ann.CustomerID); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		_, err := s.accounts.Update(t.Context(), ann, nil, accounts.UpdateCustomerInput{Name: set("Ann")})
		s.must(err)
		if got := s.historyOf(ann.CustomerID); got != want {
			t.Errorf("after another change: %s", got)
		}
	})
}
