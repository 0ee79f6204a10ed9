using Kube.Api.Catalog;

namespace Kube.Api.Errors;

/// <summary>409 <c>AlreadyExists</c>: the name is taken.</summary>
/// <param name="resource">The resource.</param>
/// <param name="name">The name.</param>
/// <param name="generated">The name came from <c>generateName</c>: the client may try again.</param>
/// <param name="terminating">The object that has the name is being deleted.</param>
public sealed class AlreadyExistsException(GroupVersionResource resource, string name, bool generated = false, bool terminating = false)
    : ApiException($"{(terminating ? "object is being deleted: " : "")}{resource.Qualified} \"{name}\" already exists{(generated ? ", the server was not able to generate a unique name for the object" : "")}")
{
    /// <summary>The resource.</summary>
    public GroupVersionResource Resource { get; } = resource;

    /// <summary>The name that is taken.</summary>
    public string Name { get; } = name;

    /// <summary>The name came from <c>generateName</c>.</summary>
    public bool Generated { get; } = generated;
}
