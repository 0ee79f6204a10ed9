using System.Globalization;

namespace Kube.Controllers.Jobs;

/// <summary>A set of completion indexes, written as upstream does: <c>1,3-5,7</c>.</summary>
internal sealed class IndexSet
{
    private readonly SortedSet<int> _indexes = [];

    /// <summary>How many there are.</summary>
    public int Count => _indexes.Count;

    /// <summary>Reads a set; what is no index below the limit is left out.</summary>
    public static IndexSet Parse(string? text, int limit)
    {
        var set = new IndexSet();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!TryRead(dash < 0 ? part : part[..dash], out var first) || !TryRead(dash < 0 ? part : part[(dash + 1)..], out var last)) continue;
            for (var index = first; index <= last && index < limit; index++) set._indexes.Add(index);
        }

        return set;
    }

    public bool Contains(int index) => _indexes.Contains(index);

    /// <returns>Whether it was not there.</returns>
    public bool Add(int index) => _indexes.Add(index);

    public override string ToString()
    {
        var parts = new List<string>();
        int? first = null;
        var last = 0;
        foreach (var index in _indexes)
        {
            if (first is not null && index == last + 1)
            {
                last = index;
                continue;
            }

            Flush();
            first = last = index;
        }

        Flush();
        return string.Join(',', parts);

        void Flush()
        {
            // Two neighbours are written one by one, as upstream writes them.
            if (first is not { } start) return;
            parts.Add(start == last ? $"{start}" : last == start + 1 ? $"{start},{last}" : $"{start}-{last}");
        }
    }

    private static bool TryRead(string text, out int index) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
