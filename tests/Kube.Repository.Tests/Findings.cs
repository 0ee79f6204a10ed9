namespace Kube.Repository.Tests;

internal static class Findings
{
    /// <summary>Fails with one finding a line, so that one run shows everything there is to repair.</summary>
    public static void AssertNone(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        if (all.Count > 0)
            Assert.Fail($"{all.Count} found:\n" + string.Join('\n', all));
    }
}
