namespace Kube.Api.Tree;

/// <summary>The text is not JSON. The message is the one Go's parser gives: <c>invalid character '}' looking for beginning of value</c>.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="offset">Offset in bytes at which it was noticed.</param>
public sealed class TreeFormatException(string message, long offset) : Exception(message)
{
    /// <summary>Offset in bytes at which the fault was noticed.</summary>
    public long Offset { get; } = offset;
}
