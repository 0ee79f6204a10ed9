namespace Kube.Node.Runtime.Hollow;

/// <summary>Ids that look as a runtime's do and are the same in every run of a test.</summary>
internal static class HollowId
{
    public static string For(string podUid, long sequence)
    {
        // FNV-1a over the pod's uid keeps ids of different nodes apart; splitmix64 spreads them.
        var state = 14695981039346656037UL;
        foreach (var letter in podUid)
            state = (state ^ letter) * 1099511628211UL;
        state += (ulong)sequence;
        return string.Create(64, state, static (text, seed) =>
        {
            for (var word = 0; word < 4; word++)
            {
                seed += 0x9E3779B97F4A7C15UL;
                var mixed = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9UL;
                mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
                (mixed ^ (mixed >> 31)).TryFormat(text[(word * 16)..], out _, "x16", System.Globalization.CultureInfo.InvariantCulture);
            }
        });
    }
}
