namespace Kube.Controllers.Namespaces;

/// <summary>Something in a namespace could not be deleted; its status says what. Thrown for another attempt.</summary>
internal sealed class NamespaceContentException(string message) : Exception(message);
