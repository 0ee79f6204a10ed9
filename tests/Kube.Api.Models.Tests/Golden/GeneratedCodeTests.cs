using System.Diagnostics;
using Xunit;

namespace Kube.Api.Models.Tests.Golden;

public sealed class GeneratedCodeTests
{
    [Fact]
    public async Task GeneratedCode_IsWhatTheGeneratorMakes()
    {
        var generator = Path.Combine(AppContext.BaseDirectory, "ModelGenerator.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [generator, "--check", "--data", SharedData.Folder]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"run: dotnet run --project eng/ModelGenerator\n{output}{await errors}");
    }
}
