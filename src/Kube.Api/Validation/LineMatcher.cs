namespace Kube.Api.Validation;

/// <summary>Finds what two texts have in common, line by line, as Ratcliff and Obershelp do: the longest run of equal lines, then the same on either side of it.</summary>
/// <remarks>Refusals of upstream show differences found in this way (Python's difflib, by way of a Go port), so the choice among equal runs is part of the wire:
/// the earliest in the first text, then in the second. In texts of 200 lines and more, lines that are everywhere start no run.</remarks>
internal sealed class LineMatcher
{
    private readonly string[] _a;
    private readonly string[] _b;
    private readonly Dictionary<string, List<int>> _positions = [];

    public LineMatcher(string[] a, string[] b)
    {
        _a = a;
        _b = b;
        for (var i = 0; i < b.Length; i++)
        {
            if (!_positions.TryGetValue(b[i], out var positions)) _positions[b[i]] = positions = [];
            positions.Add(i);
        }

        if (b.Length < 200) return;
        foreach (var (line, positions) in _positions.ToArray())
        {
            if (positions.Count > (b.Length / 100) + 1) _positions.Remove(line);
        }
    }

    /// <summary>The equal runs in order, adjacent ones joined, ended by an empty one past both texts.</summary>
    public List<Run> Runs()
    {
        var found = new List<Run>();
        Collect(0, _a.Length, 0, _b.Length, found);
        var joined = new List<Run>();
        foreach (var run in found)
        {
            if (joined is [.., var last] && last.A + last.Length == run.A && last.B + last.Length == run.B) joined[^1] = last with { Length = last.Length + run.Length };
            else joined.Add(run);
        }

        joined.Add(new Run(_a.Length, _b.Length, 0));
        return joined;
    }

    private void Collect(int aLow, int aHigh, int bLow, int bHigh, List<Run> found)
    {
        var run = Longest(aLow, aHigh, bLow, bHigh);
        if (run.Length == 0) return;
        if (aLow < run.A && bLow < run.B) Collect(aLow, run.A, bLow, run.B, found);
        found.Add(run);
        if (run.A + run.Length < aHigh && run.B + run.Length < bHigh) Collect(run.A + run.Length, aHigh, run.B + run.Length, bHigh, found);
    }

    private Run Longest(int aLow, int aHigh, int bLow, int bHigh)
    {
        var best = new Run(aLow, bLow, 0);
        var lengths = new Dictionary<int, int>();
        for (var i = aLow; i < aHigh; i++)
        {
            var next = new Dictionary<int, int>();
            foreach (var j in _positions.GetValueOrDefault(_a[i]) ?? [])
            {
                if (j < bLow) continue;
                if (j >= bHigh) break;
                var length = lengths.GetValueOrDefault(j - 1) + 1;
                next[j] = length;
                if (length > best.Length) best = new Run(i - length + 1, j - length + 1, length);
            }

            lengths = next;
        }

        // Lines that start no run may still widen one.
        while (best.A > aLow && best.B > bLow && _a[best.A - 1] == _b[best.B - 1]) best = new Run(best.A - 1, best.B - 1, best.Length + 1);
        while (best.A + best.Length < aHigh && best.B + best.Length < bHigh && _a[best.A + best.Length] == _b[best.B + best.Length])
            best = best with { Length = best.Length + 1 };
        return best;
    }

    /// <summary>Equal lines: <paramref name="Length"/> of them from <paramref name="A"/> in the first text and from <paramref name="B"/> in the second.</summary>
    internal readonly record struct Run(int A, int B, int Length);
}
