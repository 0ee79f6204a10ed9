namespace Kube.Node.Errors;

/// <summary>The runtime could not do what it normally can: a system call failed, its helper died, it cannot be reached. Trying again may help.</summary>
/// <param name="operation">What was being done.</param>
/// <param name="cause">What went wrong.</param>
/// <param name="innerException">The failure beneath, if there is one.</param>
public sealed class RuntimeFailureException(string operation, string cause, Exception? innerException = null)
    : NodeException($"{operation}: {cause}", innerException)
{
    /// <summary>What was being done.</summary>
    public string Operation { get; } = operation;
}
