namespace Kube.Api.FlowControl;

/// <summary>Shuffle sharding: every flow has a hand of queues, so that one that floods all of its own leaves most others a queue that is free.</summary>
internal static class ShuffleDealer
{
    /// <summary>The largest hand: beyond it a 64-bit hash has no entropy left for 128 queues (upstream's bound on configurations, too).</summary>
    public const int MostCards = 64;

    /// <summary>Deals distinct cards below <paramref name="deck"/>, the same ones for the same hash.</summary>
    public static void Deal(ulong hash, int deck, Span<int> hand)
    {
        Span<int> sorted = stackalloc int[hand.Length];
        for (var i = 0; i < hand.Length; i++)
        {
            var (rest, card64) = Math.DivRem(hash, (ulong)(deck - i));
            hash = rest;
            var card = (int)card64;
            // The card-th of those not yet dealt.
            var at = 0;
            while (at < i && card >= sorted[at])
            {
                card++;
                at++;
            }

            for (var move = i; move > at; move--) sorted[move] = sorted[move - 1];
            sorted[at] = card;
            hand[i] = card;
        }
    }
}
