using System.IO.Compression;

namespace Kube.Repository.Tests;

/// <summary>The packages as a stranger gets them: packed, restored from that feed alone, compiled against and run.</summary>
public sealed class PackedFeedTests
{
    private const string Consumer =
        """
        using Kube.Api.Models;

        var pod = new V1Pod { ApiVersion = "v1", Kind = "Pod" };
        pod.Metadata.Name = "consumed";
        Console.WriteLine($"{pod.Kind} {pod.Metadata.Name}");
        foreach (var name in new[] { "Kube.Store", "Kube.Api", "Kube.Api.Models", "Kube.Api.AspNetCore" })
            Console.WriteLine($"{name} {System.Reflection.Assembly.Load(name).GetExportedTypes().Length > 0}");
        """;

    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
            <NuGetAudit>false</NuGetAudit>
            <RestorePackagesPath>packages</RestorePackagesPath>
            <RestoreFallbackFolders>{0}</RestoreFallbackFolders>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Kube.Api.AspNetCore" Version="*-*" />
          </ItemGroup>
        </Project>
        """;

    // Our packages can come from the packed feed only; what they depend on comes from where this machine gets its packages.
    private const string Sources =
        """
        <configuration>
          <packageSources>
            <add key="packed" value="{0}" />
          </packageSources>
          <packageSourceMapping>
            <packageSource key="packed"><package pattern="Kube.*" /></packageSource>
            <packageSource key="nuget.org"><package pattern="*" /></packageSource>
          </packageSourceMapping>
        </configuration>
        """;

    [Fact]
    public async Task Consumer_RestoredFromThePackedFeed_BuildsAndRuns()
    {
        var root = Directory.CreateTempSubdirectory("kube-consumer-").FullName;
        try
        {
            var feed = Path.Combine(root, "feed");
            await CommandLine.RunAsync(RepositoryFiles.Root, "bash", ["eng/pack.sh", "--output", feed]);
            AssertComplete(feed);

            var consumer = Path.Combine(root, "consumer");
            Directory.CreateDirectory(consumer);
            await WriteAsync(Path.Combine(consumer, "Program.cs"), Consumer);
            await WriteAsync(Path.Combine(consumer, "consumer.csproj"), Project.Replace("{0}", GlobalPackages(), StringComparison.Ordinal));
            await WriteAsync(Path.Combine(consumer, "nuget.config"), Sources.Replace("{0}", feed, StringComparison.Ordinal));
            var output = await CommandLine.RunAsync(consumer, "dotnet", ["run", "-v", "q"]);

            Assert.Equal(
                ["Pod consumed", "Kube.Store True", "Kube.Api True", "Kube.Api.Models True", "Kube.Api.AspNetCore True"],
                output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void AssertComplete(string feed)
    {
        foreach (var name in RepositoryFiles.SourceProjects.Where(name => File.Exists(RepositoryFiles.Absolute($"src/{name}/version.json"))))
        {
            var package = Entries(Single(feed, name, ".nupkg"));
            Assert.Superset(new HashSet<string> { "README.md", "LICENSE", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml" }, package);
            var symbols = Entries(Single(feed, name, ".snupkg"));
            Assert.Contains($"lib/net10.0/{name}.pdb", symbols);
            if (name != "Kube.Api") continue;
            Assert.Superset(new HashSet<string> { "lib/net10.0/Kube.Api.Models.dll", "lib/net10.0/Kube.Api.Models.xml" }, package);
            Assert.Contains("lib/net10.0/Kube.Api.Models.pdb", symbols);
        }

        using var nuspec = new StreamReader(ZipFile.OpenRead(Single(feed, "Kube.Api", ".nupkg")).GetEntry("Kube.Api.nuspec")!.Open());
        Assert.Matches("""<dependency id="Kube.Store" version="\[0\.[0-9]+\.[^,]+, 0\.[0-9]+\.0\)" """, nuspec.ReadToEnd());
    }

    private static string Single(string feed, string name, string extension) =>
        Assert.Single(Directory.EnumerateFiles(feed, $"{name}.*{extension}"), path => char.IsAsciiDigit(Path.GetFileName(path)[name.Length + 1]));

    private static HashSet<string> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private static string GlobalPackages() =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private static Task WriteAsync(string path, string text) => File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
}
