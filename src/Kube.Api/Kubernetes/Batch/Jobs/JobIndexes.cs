using System.Globalization;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.Jobs;

/// <summary>Indexes of an indexed job as text: <c>1,3-5,7</c>, ascending.</summary>
internal static class JobIndexes
{
    /// <summary>Counts the indexes.</summary>
    /// <param name="text">Numbers and ranges, divided by commas.</param>
    /// <param name="completions">How many indexes the job has; each must be below.</param>
    /// <param name="count">How many are named.</param>
    /// <param name="error">What is wrong, in upstream's words.</param>
    public static bool TryCount(string text, int completions, out int count, out string error)
    {
        count = 0;
        error = "";
        if (text.Length == 0) return true;
        int? last = null;
        foreach (var part in text.Split(','))
        {
            var limits = part.Split('-');
            if (limits.Length > 2)
            {
                error = $"the fragment {BadValue.Quote(part)} violates the requirement that an index interval can have at most two parts separated by '-'";
                return false;
            }

            if (!TryRead(limits[0], completions, out var first, out error)) return false;
            var end = first;
            if (limits.Length == 2 && !TryRead(limits[1], completions, out end, out error)) return false;
            if (last >= first)
            {
                error = $"non-increasing order, previous: {last}, current: {first}";
                return false;
            }

            if (end < first)
            {
                error = $"non-increasing order, previous: {first}, current: {end}";
                return false;
            }

            count += end - first + 1;
            last = end;
        }

        return true;
    }

    private static bool TryRead(string text, int completions, out int index, out string error)
    {
        error = "";
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index))
        {
            error = $"cannot convert string to integer for index: {BadValue.Quote(text)}";
            return false;
        }

        if (index < completions) return true;
        error = $"too large index: {BadValue.Quote(text)}";
        return false;
    }
}
