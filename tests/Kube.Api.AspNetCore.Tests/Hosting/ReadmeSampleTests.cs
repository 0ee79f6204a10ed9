using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Kube.Api.AspNetCore.Tests.Hosting;

/// <summary>The program that the README shows, compiled here: what it says is what this file says.</summary>
public sealed class ReadmeSampleTests
{
    private const string Start = "// README: start";
    private const string End = "// README: end";

    [Fact]
    public void Readme_Program_IsTheOneThatCompiles()
    {
        Func<string[], Task> program = Program;
        Assert.NotNull(program);
        var source = File.ReadAllLines(Path.Combine(Root(), "tests", "Kube.Api.AspNetCore.Tests", "Hosting", "ReadmeSampleTests.cs"));
        var from = Array.FindIndex(source, line => line.Trim() == Start) + 1;
        var to = Array.FindIndex(source, line => line.Trim() == End);
        var compiled = source[from..to].Select(line => line.Trim()).ToList();

        var readme = File.ReadAllLines(Path.Combine(Root(), "README.md"));
        var block = Array.IndexOf(readme, "```csharp") + 1;
        var shown = readme.Skip(block).TakeWhile(line => line != "```").Select(line => line.Trim()).ToList();
        Assert.Equal(compiled, shown);
    }

    private static async Task Program(string[] args)
    {
        // README: start
        var builder = WebApplication.CreateSlimBuilder(args);

        builder.Services.AddKubeStore().UseEmbedded(wal => wal.Directory = "./data/store");
        builder.Services.AddKubeApi().AddKubernetesResources();
        builder.Services.AddKubeApiServer(server => server.CertificateDirectory = "./data/pki");

        var app = builder.Build();
        app.MapKubeApi();
        await app.RunAsync();
        // README: end
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Kube.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Kube.slnx stands in no folder above the test's own.");
        return folder;
    }
}
