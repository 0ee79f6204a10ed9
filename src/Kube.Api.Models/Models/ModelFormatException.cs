namespace Kube.Api.Models;

/// <summary>Bytes that are no valid form of the object asked for. The message is upstream's, word for word where upstream has one.</summary>
/// <param name="message">Upstream's words: <c>json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool</c>.</param>
public sealed class ModelFormatException(string message) : Exception(message);
