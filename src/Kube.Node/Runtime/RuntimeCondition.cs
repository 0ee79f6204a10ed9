namespace Kube.Node.Runtime;

/// <summary>One aspect of a runtime's health.</summary>
/// <param name="Ready">Whether it is well.</param>
/// <param name="Reason">Short CamelCase reason when it is not.</param>
/// <param name="Message">For people.</param>
public sealed record RuntimeCondition(bool Ready, string Reason = "", string Message = "");
