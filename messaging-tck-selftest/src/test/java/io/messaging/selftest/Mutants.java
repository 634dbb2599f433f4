package io.messaging.selftest;

import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.handmade.Engine;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * All mutants, discovered in the static fields of the classes in the packages below this one. Every class there declares
 * at least one, except faults, and in the packages {@code fault} and {@code handmade}, which have what mutants are made of.
 */
final class Mutants {
    private static final Map<String, Mutant> BY_ID = discover(ReflectionSupport.findAllClassesInPackage(
            Mutants.class.getPackageName(), Mutants::mayDeclare, name -> true));

    private Mutants() {}

    private static boolean mayDeclare(Class<?> type) {
        return type != Mutant.class && !type.getPackage().equals(Mutants.class.getPackage());
    }

    private static boolean mustDeclare(Class<?> type) {
        boolean isTopLevel = !type.isMemberClass() && !type.isAnonymousClass() && !type.isLocalClass();
        return isTopLevel
                && !Fault.class.isAssignableFrom(type)
                && !type.getPackage().equals(Fault.class.getPackage())
                && !type.getPackage().equals(Engine.class.getPackage());
    }

    static List<Mutant> all() {
        return List.copyOf(BY_ID.values());
    }

    static List<Mutant> ofTheBuild() {
        return all().stream().filter(Mutant::isInEveryBuild).toList();
    }

    static Fault fault(String id) {
        Supplier<Fault> control = Controls.all().get(id);
        return (control == null ? BY_ID.get(id).fault() : control).get();
    }

    /** Returns the mutants of some classes by id. Throws if one is declared where it would not be found, or wrong. */
    static Map<String, Mutant> discover(Collection<Class<?>> classes) {
        Map<String, Mutant> byId = new TreeMap<>();
        List<String> errors = new ArrayList<>();
        for (Class<?> type :
                classes.stream().sorted(Comparator.comparing(Class::getName)).toList()) {
            int before = byId.size();
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == Mutant.class && Modifier.isStatic(field.getModifiers())) {
                    add(field, byId, errors);
                } else if (mentionsMutants(field.getGenericType().getTypeName())) {
                    errors.add(field + " is not found: declare each mutant as a static field");
                }
            }
            Stream.of(type.getDeclaredMethods())
                    .filter(method -> method.getParameterCount() == 0
                            && mentionsMutants(method.getGenericReturnType().getTypeName()))
                    .forEach(method -> errors.add(method + " is not found: declare each mutant as a static field"));
            if (byId.size() == before && mustDeclare(type)) {
                errors.add(type + " declares no mutant");
            }
        }
        if (!errors.isEmpty()) {
            throw new IllegalStateException(String.join("\n", errors));
        }
        return byId;
    }

    private static boolean mentionsMutants(String type) {
        return type.contains(Mutant.class.getName());
    }

    private static void add(Field field, Map<String, Mutant> byId, List<String> errors) {
        try {
            field.setAccessible(true);
            Mutant mutant = (Mutant) field.get(null);
            mutant.foundIn(field.getName());
            String rule = mutant.rule().replace("-", "");
            if (byId.putIfAbsent(mutant.id(), mutant) != null) {
                errors.add(field + " has the id of another mutant, " + mutant.id());
            }
            if (!SelfTest.rules().contains(mutant.rule())) {
                errors.add(field + " breaks an unknown rule, " + mutant.rule());
            }
            if (!field.getDeclaringClass().getSimpleName().regionMatches(true, 0, rule, 0, rule.length())) {
                errors.add(field + " belongs in a class that is named after " + mutant.rule());
            }
            if (mutant.fault() == null) {
                errors.add(field + " declares no fault");
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
