namespace Kube.Wire.Tests.Comparison;

/// <summary>One place at which an answer is not what was recorded.</summary>
/// <param name="Pointer">JSON pointer into the body, or <c>status</c>, <c>header X</c>, <c>events</c>.</param>
internal sealed record Difference(string Pointer, string Expected, string Actual, string Why = "")
{
    private const int Longest = 400;

    public override string ToString() =>
        $"{(Pointer.Length == 0 ? "/" : Pointer)}\n        expected {Cut(Expected)}\n        actual   {Cut(Actual)}" + (Why.Length > 0 ? $"\n        ({Why})" : "");

    private static string Cut(string text)
    {
        var line = text.ReplaceLineEndings("\\n");
        return line.Length <= Longest ? line : $"{line[..Longest]}… ({line.Length} characters)";
    }
}
