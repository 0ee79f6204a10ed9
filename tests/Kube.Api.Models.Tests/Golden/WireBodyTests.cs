using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Kube.Api.Tree;
using Xunit;

namespace Kube.Api.Models.Tests.Golden;

/// <summary>Objects as a real API server answered them, absent and empty members and all: what golden files with every member set cannot show.</summary>
public sealed partial class WireBodyTests
{
    public static TheoryData<string> Areas => [.. Directory.EnumerateDirectories(SharedData.Path("wire")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Areas))]
    public void AnsweredObjects_ThroughTypedForm_SameText(string area)
    {
        var differing = new List<string>();
        var seen = 0;
        foreach (var file in Directory.EnumerateFiles(SharedData.Path("wire", area), "*.json").Order(StringComparer.Ordinal))
            foreach (var body in Bodies(TreeNode.Parse(File.ReadAllBytes(file))))
            {
                if (Check(body) is not { } finding) continue;
                seen++;
                if (finding.Length > 0) differing.Add($"{Path.GetFileName(file)}: {finding}");
            }
        Assert.True(differing.Count == 0, $"{differing.Count} of {seen} differ\n{string.Join('\n', differing.Take(20))}");
    }

    // Null: no object of a built-in kind. Empty: it came back as it was.
    private static string? Check(TreeObject body)
    {
        if (body.Count <= 2 || body.GetString("apiVersion"u8) is not { } version || body.GetString("kind"u8) is not { } kind) return null;
        if (KubernetesTypes.Find(GroupVersionKind.From(version, kind)) is not { } codec) return null;
        var recorded = Encoding.UTF8.GetString(body.ToUtf8());
        if (recorded.Contains("\"items\":\"{{", StringComparison.Ordinal)) return null;          // a whole list left out
        var text = Filled(recorded);
        var report = new DecodeReport();
        string actual;
        try
        {
            var output = new ArrayBufferWriter<byte>();
            codec.Encode(codec.Decode(Encoding.UTF8.GetBytes(text), report), output);
            actual = Encoding.UTF8.GetString(output.WrittenSpan);
        }
        catch (ModelFormatException error)
        {
            return $"{kind}: {error.Message}";
        }
        if (!report.IsEmpty) return $"{kind}: {string.Join("; ", report.Findings)}";
        if (actual == text) return "";
        var at = actual.AsSpan().CommonPrefixLength(text);
        return $"{kind}: expected …{text[Math.Max(0, at - 60)..Math.Min(text.Length, at + 60)]} but was …{actual[Math.Max(0, at - 20)..Math.Min(actual.Length, at + 60)]}";
    }

    private static IEnumerable<TreeObject> Bodies(TreeNode scenario)
    {
        foreach (var step in ((scenario as TreeObject)?.GetArray("steps"u8)?.Items.ToArray() ?? []).OfType<TreeObject>())
        {
            // Some answers are recorded in part.
            if (step["trim"u8] is not null || step["derived"u8] is not null) continue;
            if (step.GetString("note"u8) is { } note && (note.Contains("body shortened", StringComparison.Ordinal) || note.Contains("trim", StringComparison.Ordinal) || note.Contains("derived", StringComparison.Ordinal))) continue;
            if (step.GetObject("response"u8)?.GetObject("body"u8) is { } body) yield return body;
            foreach (var item in (step.GetArray("events"u8)?.Items.ToArray() ?? []).OfType<TreeObject>())
                if (item.GetObject("object"u8) is { } changed) yield return changed;
        }
    }

    // What differs from run to run is named in the transcripts; here any value of its type will do.
    // Of PartialObjectMetadataList upstream serves no items as null; here a list's items are never null, and whoever serves it writes the null.
    private static string Filled(string text) => Names().Replace(NumberNames().Replace(text, "30000").Replace("\"items\":null", "\"items\":[]", StringComparison.Ordinal), static match => match.Value.Contains("time", StringComparison.Ordinal) ? "2024-01-02T03:04:05Z" : "x1");

    [GeneratedRegex(@"""\{\{port:[^}]*\}\}""")]
    private static partial Regex NumberNames();

    [GeneratedRegex(@"\{\{[^}]*\}\}")]
    private static partial Regex Names();
}
