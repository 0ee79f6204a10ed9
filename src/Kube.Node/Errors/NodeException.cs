namespace Kube.Node.Errors;

/// <summary>The base of every failure that the node reports as a type of its own.</summary>
/// <param name="message">For people; becomes the text of an event.</param>
/// <param name="innerException">What caused it, if anything did.</param>
public abstract class NodeException(string message, Exception? innerException = null) : Exception(message, innerException);
