namespace Kube.Api.Cel.Types;

/// <summary>What type parameters stand for, found out while a call is fitted to an overload.</summary>
internal sealed class CelSubstitution
{
    private Dictionary<string, CelType> _bindings = new(StringComparer.Ordinal);
    private int _fresh;

    /// <summary>Whether every argument can be given for its parameter; nothing is remembered when one cannot.</summary>
    public bool TryAssign(IReadOnlyList<CelType> parameters, IReadOnlyList<CelType> arguments)
    {
        if (parameters.Count != arguments.Count) return false;
        var before = new Dictionary<string, CelType>(_bindings, StringComparer.Ordinal);
        for (var i = 0; i < parameters.Count; i++)
        {
            if (Assignable(parameters[i], arguments[i])) continue;
            _bindings = before;
            return false;
        }
        return true;
    }

    public bool TryAssign(CelType parameter, CelType argument) => TryAssign([parameter], [argument]);

    /// <summary>A parameter that nothing else names.</summary>
    public CelType Fresh() => CelType.Parameter($"_var{_fresh++}");

    /// <summary>The types with parameters of their own, so that two uses of one overload do not meet.</summary>
    public CelType[] Instantiate(IReadOnlyList<CelType> types)
    {
        var names = new Dictionary<string, CelType>(StringComparer.Ordinal);
        return [.. types.Select(Rename)];

        CelType Rename(CelType type)
        {
            if (type.Kind == CelTypeKind.Parameter)
            {
                if (!names.TryGetValue(type.Name, out var fresh)) names[type.Name] = fresh = Fresh();
                return fresh;
            }
            return type.Parameters.Length == 0 ? type : type.With([.. type.Parameters.Select(Rename)]);
        }
    }

    /// <summary>The type with what is known put in; with <paramref name="unboundToDyn"/> the rest is <c>dyn</c>.</summary>
    public CelType Apply(CelType type, bool unboundToDyn = false)
    {
        if (type.Kind == CelTypeKind.Parameter)
        {
            if (_bindings.TryGetValue(type.Name, out var bound)) return Apply(bound, unboundToDyn);
            return unboundToDyn ? CelType.Dyn : type;
        }
        return type.Parameters.Length == 0 ? type : type.With([.. type.Parameters.Select(parameter => Apply(parameter, unboundToDyn))]);
    }

    /// <summary>The more general of two types that can be assigned to each other.</summary>
    public static CelType MostGeneral(CelType left, CelType right) => LessOrEqualSpecific(left, right) ? left : right;

    private bool Assignable(CelType to, CelType from)
    {
        (to, from) = (Resolve(to), Resolve(from));
        if (ReferenceEquals(to, from)) return true;
        if (from.Kind == CelTypeKind.Parameter) return Bind(from, to);
        if (to.Kind == CelTypeKind.Parameter) return Bind(to, from);
        if (to.IsDyn || from.IsDyn) return true;
        if (to.Kind == CelTypeKind.Null) return from.Kind == CelTypeKind.Null || TakesNull(from);
        if (from.Kind == CelTypeKind.Null) return TakesNull(to);
        if (to.Kind != from.Kind || to.Name != from.Name || to.Parameters.Length != from.Parameters.Length) return false;
        if (to.Kind == CelTypeKind.Type) return true;
        for (var i = 0; i < to.Parameters.Length; i++)
        {
            if (!Assignable(to.Parameters[i], from.Parameters[i])) return false;
        }
        return true;
    }

    private bool Bind(CelType parameter, CelType type)
    {
        if (type.Kind == CelTypeKind.Parameter && type.Name == parameter.Name) return true;
        if (Occurs(parameter, type)) return false;
        _bindings[parameter.Name] = type;
        return true;
    }

    private bool Occurs(CelType parameter, CelType type)
    {
        type = Resolve(type);
        if (type.Kind == CelTypeKind.Parameter) return type.Name == parameter.Name;
        foreach (var inner in type.Parameters)
        {
            if (Occurs(parameter, inner)) return true;
        }
        return false;
    }

    private CelType Resolve(CelType type)
    {
        while (type.Kind == CelTypeKind.Parameter && _bindings.TryGetValue(type.Name, out var bound)) type = bound;
        return type;
    }

    private static bool TakesNull(CelType type) => type.Kind is CelTypeKind.Object or CelTypeKind.Opaque or CelTypeKind.Timestamp or CelTypeKind.Duration;

    private static bool LessOrEqualSpecific(CelType left, CelType right)
    {
        if (left.Kind == CelTypeKind.Parameter || left.IsDyn) return true;
        if (right.Kind == CelTypeKind.Parameter || right.IsDyn) return false;
        if (left.Kind != right.Kind || left.Name != right.Name || left.Parameters.Length != right.Parameters.Length) return right.Kind == CelTypeKind.Null;
        for (var i = 0; i < left.Parameters.Length; i++)
        {
            if (!LessOrEqualSpecific(left.Parameters[i], right.Parameters[i])) return false;
        }
        return true;
    }
}
