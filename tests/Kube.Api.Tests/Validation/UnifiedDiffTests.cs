using Kube.Api.Validation;

namespace Kube.Api.Tests.Validation;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Of_EqualTexts_IsEmpty() => Assert.Equal("", UnifiedDiff.Of("a\nb", "a\nb"));

    [Fact]
    public void Of_OneLineChanged_ShowsThreeLinesAround() =>
        Assert.Equal(
            "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n",
            UnifiedDiff.Of("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nx\n6\n7\n8\n9"));

    [Fact]
    public void Of_ChangesFarApart_AreHunksOfTheirOwn()
    {
        var lines = Enumerable.Range(1, 20).Select(i => $"{i}").ToArray();
        var changed = lines.Select(line => line is "2" or "19" ? "x" : line);
        Assert.Equal(
            "@@ -1,5 +1,5 @@\n 1\n-2\n+x\n 3\n 4\n 5\n@@ -16,5 +16,5 @@\n 16\n 17\n 18\n-19\n+x\n 20\n",
            UnifiedDiff.Of(string.Join('\n', lines), string.Join('\n', changed)));
    }

    [Fact]
    public void Of_LinesAdded_CountsThemInTheSecondRange() =>
        Assert.Equal("@@ -1 +1,3 @@\n a\n+b\n+c\n", UnifiedDiff.Of("a", "a\nb\nc"));

    [Fact]
    public void Of_LineThatIsEverywhereInALongText_StartsNoRun()
    {
        // Python's difflib calls such a line popular and pairs the rare lines first.
        var before = string.Join('\n', Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? "}" : $"line {i}"));
        var after = before.Replace("line 151\n", "", StringComparison.Ordinal);
        Assert.Equal("@@ -149,7 +149,6 @@\n }\n line 149\n }\n-line 151\n }\n line 153\n }\n", UnifiedDiff.Of(before, after));
    }
}
