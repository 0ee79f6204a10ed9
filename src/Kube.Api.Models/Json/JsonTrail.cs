using System.Globalization;
using System.Text;

namespace Kube.Api.Json;

/// <summary>Turns a reader's trail into names: per open level the place of the member's name in the text, or below zero the complement of an index.</summary>
internal static class JsonTrail
{
    /// <summary>Strict decoding's form: <c>spec.containers[0].image</c>, keys of maps as they are.</summary>
    public static string StrictPath(ReadOnlySpan<byte> data, ReadOnlySpan<int> trail)
    {
        var path = new StringBuilder();
        foreach (var step in trail)
        {
            if (step < 0) { path.Append(CultureInfo.InvariantCulture, $"[{~step}]"); continue; }
            if (path.Length > 0) path.Append('.');
            path.Append(NameAt(data, step));
        }
        return path.ToString();
    }

    /// <summary>The name whose opening quote stands at <paramref name="at"/>.</summary>
    public static string NameAt(ReadOnlySpan<byte> data, int at)
    {
        var end = at + 1;
        while (data[end] != (byte)'"') end += data[end] == (byte)'\\' ? 2 : 1;
        return GoText.Unquote(data[(at + 1)..end]);
    }
}
