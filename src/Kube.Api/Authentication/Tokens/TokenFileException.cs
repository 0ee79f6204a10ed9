namespace Kube.Api.Authentication.Tokens;

/// <summary>A line of a token file is not as it should be.</summary>
/// <param name="path">The file.</param>
/// <param name="line">The line, from 1.</param>
/// <param name="fault">What is wrong with it.</param>
public sealed class TokenFileException(string path, int line, string fault) : Exception($"token file '{path}' line {line}: {fault}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
