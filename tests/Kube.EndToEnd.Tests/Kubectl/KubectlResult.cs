namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>What one run of kubectl wrote and how it ended.</summary>
internal sealed record KubectlResult(string Command, int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output of a run that succeeded; any other fails the test with what was said.</summary>
    public string Ok()
    {
        if (ExitCode != 0) Assert.Fail($"{Command}\nended with {ExitCode}\n{Error}\n{Output}");
        return Output;
    }

    /// <summary>What a run that failed said on standard error, without the newline at its end.</summary>
    public string Refused()
    {
        if (ExitCode == 0) Assert.Fail($"{Command}\nsucceeded\n{Output}");
        return Error.TrimEnd('\n');
    }
}
