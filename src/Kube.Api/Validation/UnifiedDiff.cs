using System.Globalization;
using System.Text;

namespace Kube.Api.Validation;

/// <summary>The difference of two texts as upstream puts it into a refused update: unified, three lines of context, no file names.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>Every line of the result ends with a line feed; equal texts have none.</summary>
    public static string Of(string before, string after)
    {
        var a = before.Split('\n');
        var b = after.Split('\n');
        var output = new StringBuilder();
        foreach (var hunk in Hunks(Edits(a, b))) Write(hunk, a, b, output);
        return output.ToString();
    }

    private static List<Edit> Edits(string[] a, string[] b)
    {
        var edits = new List<Edit>();
        var (i, j) = (0, 0);
        foreach (var run in new LineMatcher(a, b).Runs())
        {
            if (i < run.A || j < run.B) edits.Add(new Edit(false, i, run.A, j, run.B));
            (i, j) = (run.A + run.Length, run.B + run.Length);
            if (run.Length > 0) edits.Add(new Edit(true, run.A, i, run.B, j));
        }

        return edits;
    }

    /// <summary>Groups changes that are at most two contexts apart, and trims what is equal around them.</summary>
    private static List<List<Edit>> Hunks(List<Edit> edits)
    {
        var hunks = new List<List<Edit>>();
        if (edits.All(edit => edit.Equal)) return hunks;
        if (edits[0].Equal) edits[0] = edits[0].KeepLast(Context);
        if (edits[^1].Equal) edits[^1] = edits[^1].KeepFirst(Context);
        var hunk = new List<Edit>();
        foreach (var edit in edits)
        {
            if (edit.Equal && edit.AEnd - edit.A > 2 * Context)
            {
                hunk.Add(edit.KeepFirst(Context));
                hunks.Add(hunk);
                hunk = [edit.KeepLast(Context)];
            }
            else
            {
                hunk.Add(edit);
            }
        }

        if (!hunk.TrueForAll(edit => edit.Equal)) hunks.Add(hunk);
        return hunks;
    }

    private static void Write(List<Edit> hunk, string[] a, string[] b, StringBuilder output)
    {
        output.Append("@@ -").Append(Range(hunk[0].A, hunk[^1].AEnd)).Append(" +").Append(Range(hunk[0].B, hunk[^1].BEnd)).Append(" @@\n");
        foreach (var edit in hunk)
        {
            for (var i = edit.A; i < edit.AEnd; i++) output.Append(edit.Equal ? ' ' : '-').Append(a[i]).Append('\n');
            for (var j = edit.B; j < edit.BEnd && !edit.Equal; j++) output.Append('+').Append(b[j]).Append('\n');
        }
    }

    private static string Range(int start, int end)
    {
        var length = end - start;
        return length switch
        {
            1 => (start + 1).ToString(CultureInfo.InvariantCulture),
            0 => string.Create(CultureInfo.InvariantCulture, $"{start},0"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{start + 1},{length}"),
        };
    }

    /// <summary>Lines [A, AEnd) of the first text stand where lines [B, BEnd) of the second do.</summary>
    private readonly record struct Edit(bool Equal, int A, int AEnd, int B, int BEnd)
    {
        public Edit KeepFirst(int lines) => this with { AEnd = Math.Min(AEnd, A + lines), BEnd = Math.Min(BEnd, B + lines) };

        public Edit KeepLast(int lines) => this with { A = Math.Max(A, AEnd - lines), B = Math.Max(B, BEnd - lines) };
    }
}
