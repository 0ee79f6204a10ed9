using Xunit;

namespace Kube.Api.Models.Tests.Golden;

/// <summary>Finds the facts that the project is tested against: <c>KUBE_SHARED_DATA</c>, or <c>shared/data</c> beside the repository or above.</summary>
internal static class SharedData
{
    public static string Folder { get; } = Find();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder, .. parts]);

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("KUBE_SHARED_DATA") is { Length: > 0 } given) return given;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = System.IO.Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }
        Assert.Fail("The golden data is missing: set KUBE_SHARED_DATA, or put it in shared/data beside the repository.");
        return "";
    }
}
