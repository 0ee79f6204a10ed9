using System.Diagnostics;

namespace Kube.Repository.Tests;

/// <summary>Generated code is committed, and is what the generator writes today from the data beside the repository.</summary>
public sealed class GeneratedCodeTests
{
    [Fact]
    public async Task ModelGenerator_Check_FindsNothingToChange()
    {
        if (RepositoryFiles.Data is not { } data)
        {
            TestContext.Current.TestOutputHelper?.WriteLine("The data that the model is generated from is not beside this clone; nothing to compare with.");
            return;
        }

        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var generator = RepositoryFiles.Absolute($"artifacts/bin/ModelGenerator/{configuration}/ModelGenerator.dll");
        var start = new ProcessStartInfo("dotnet", [generator, "--check", "--data", data])
        {
            WorkingDirectory = RepositoryFiles.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, $"generated code is not what the generator writes:\n{output}{await error}");
    }
}
