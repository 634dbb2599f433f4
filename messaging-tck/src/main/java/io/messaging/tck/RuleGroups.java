package io.messaging.tck;

import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.rules.concurrency.ConcurrencyRules;
import io.messaging.tck.rules.concurrency.RaceRules;
import io.messaging.tck.rules.durable.ClaimRules;
import io.messaging.tck.rules.durable.ClientRules;
import io.messaging.tck.rules.durable.DeadLetterRules;
import io.messaging.tck.rules.durable.DurableFailureRules;
import io.messaging.tck.rules.durable.DurableRules;
import io.messaging.tck.rules.durable.OutcomeRules;
import io.messaging.tck.rules.durable.PersistentClientRules;
import io.messaging.tck.rules.durable.TurnRules;
import io.messaging.tck.rules.intercepting.InterceptorRules;
import io.messaging.tck.rules.lifetime.CallerRules;
import io.messaging.tck.rules.lifetime.CloseRules;
import io.messaging.tck.rules.lifetime.LeakRules;
import io.messaging.tck.rules.lifetime.LifetimeRules;
import io.messaging.tck.rules.lifetime.ReconnectRules;
import io.messaging.tck.rules.persistent.DeadlineRules;
import io.messaging.tck.rules.persistent.KillRules;
import io.messaging.tck.rules.persistent.StayingRules;
import io.messaging.tck.rules.reading.ConflictRules;
import io.messaging.tck.rules.reading.EqualityRules;
import io.messaging.tck.rules.reading.ExpiryRules;
import io.messaging.tck.rules.reading.OrderRules;
import io.messaging.tck.rules.reading.PageRules;
import io.messaging.tck.rules.reading.RoundTripRules;
import io.messaging.tck.rules.reading.SinceRules;
import io.messaging.tck.rules.reading.SizeRules;
import io.messaging.tck.rules.reading.StoringRules;
import io.messaging.tck.rules.reading.VisibilityRules;
import io.messaging.tck.rules.shared.AdministrationRules;
import io.messaging.tck.rules.shared.AgreementRules;
import io.messaging.tck.rules.shared.AttemptRules;
import io.messaging.tck.rules.shared.ChurnRules;
import io.messaging.tck.rules.shared.GiveBackRules;
import io.messaging.tck.rules.shared.GroupRules;
import io.messaging.tck.rules.shared.KeyRules;
import io.messaging.tck.rules.shared.NeighbourRules;
import io.messaging.tck.rules.shared.PersistentGroupRules;
import io.messaging.tck.rules.subscribing.ContextRules;
import io.messaging.tck.rules.subscribing.DeliveryRules;
import io.messaging.tck.rules.subscribing.FlowRules;
import io.messaging.tck.rules.subscribing.HandlerRules;
import io.messaging.tck.rules.subscribing.PrefixRules;
import io.messaging.tck.rules.subscribing.ProgramCodeRules;
import io.messaging.tck.rules.subscribing.StartRules;
import io.messaging.tck.rules.subscribing.SubscriberRules;
import io.messaging.tck.rules.subscribing.SubscribingRules;

/** The groups of rules of {@link MessagingBackendTck}, one nested class each. */
abstract class RuleGroups {
    @RuleGroup
    final class RoundTrip extends RoundTripRules {
        RoundTrip(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Sizes extends SizeRules {
        Sizes(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class ReadingOrder extends OrderRules {
        ReadingOrder(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Since extends SinceRules {
        Since(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Identity extends EqualityRules {
        Identity(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Conflicts extends ConflictRules {
        Conflicts(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Storing extends StoringRules {
        Storing(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Expiry extends ExpiryRules {
        Expiry(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Visibility extends VisibilityRules {
        Visibility(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Pages extends PageRules {
        Pages(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Subscribing extends SubscribingRules {
        Subscribing(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Starts extends StartRules {
        Starts(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Prefixes extends PrefixRules {
        Prefixes(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Subscribers extends SubscriberRules {
        Subscribers(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Delivery extends DeliveryRules {
        Delivery(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Handlers extends HandlerRules {
        Handlers(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Context extends ContextRules {
        Context(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class ProgramCode extends ProgramCodeRules {
        ProgramCode(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Flow extends FlowRules {
        Flow(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Durable extends DurableRules {
        Durable(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Claims extends ClaimRules {
        Claims(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Turns extends TurnRules {
        Turns(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class DurableFailures extends DurableFailureRules {
        DurableFailures(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class DeadLetters extends DeadLetterRules {
        DeadLetters(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Outcomes extends OutcomeRules {
        Outcomes(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class DurableClients extends ClientRules {
        DurableClients(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Groups extends GroupRules {
        Groups(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Agreements extends AgreementRules {
        Agreements(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class SharedAttempts extends AttemptRules {
        SharedAttempts(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class GivingBack extends GiveBackRules {
        GivingBack(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Keys extends KeyRules {
        Keys(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Neighbours extends NeighbourRules {
        Neighbours(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class SharedGroups extends AdministrationRules {
        SharedGroups(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Churn extends ChurnRules {
        Churn(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Races extends RaceRules {
        Races(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Concurrency extends ConcurrencyRules {
        Concurrency(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Intercepting extends InterceptorRules {
        Intercepting(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Lifetime extends LifetimeRules {
        Lifetime(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Closing extends CloseRules {
        Closing(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Leaks extends LeakRules {
        Leaks(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Reconnecting extends ReconnectRules {
        Reconnecting(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Callers extends CallerRules {
        Callers(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Kills extends KillRules {
        Kills(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class PersistentClients extends PersistentClientRules {
        PersistentClients(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class PersistentGroups extends PersistentGroupRules {
        PersistentGroups(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Staying extends StayingRules {
        Staying(RuleContext tck) {
            super(tck);
        }
    }

    @RuleGroup
    final class Deadlines extends DeadlineRules {
        Deadlines(RuleContext tck) {
            super(tck);
        }
    }
}
