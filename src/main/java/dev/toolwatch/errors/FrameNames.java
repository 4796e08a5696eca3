package dev.toolwatch.errors;

import java.util.Locale;

/**
 * The names of functions without what a compiler, a runtime or a new release changes in them: numbers
 * of lambdas, hashes, state machines, type arguments. Pure functions.
 */
final class FrameNames {
  private static final String[] GENERATED_JAVA = {
    "$$Lambda",
    "$Proxy",
    "CGLIB$$",
    "$$FastClass",
    "EnhancerBy",
    "GeneratedMethodAccessor",
    "GeneratedConstructorAccessor",
    "_ClientProxy",
    "_Subclass",
    "$HibernateProxy$",
    "$ByteBuddy$",
    "$MockitoMock$",
    "WeldClientProxy",
    "_$$_",
    "LambdaForm$"
  };

  private FrameNames() {}

  /** A frame of a proxy or an accessor, which comes and goes. */
  static boolean isGeneratedJava(StackFrame frame) {
    for (String mark : GENERATED_JAVA) {
      if (frame.module().contains(mark)) {
        return true;
      }
    }
    return frame.file().startsWith("<generated") || frame.function().startsWith("access$");
  }

  /** Module and function; of languages whose functions have no module, the function alone. */
  static String of(Language language, StackFrame frame, boolean minified) {
    String name = frame.function();
    return switch (language) {
      // The place of a syntax error has no function.
      case PYTHON -> name.isEmpty() ? "<syntax>" : name;
      case OTHER -> name;
      case JAVASCRIPT -> javaScript(name, minified);
      case JAVA -> javaClass(frame.module()) + '.' + javaMethod(name);
      case GO -> goModule(frame.module()) + '.' + go(name);
      case CSHARP -> CsharpNames.of(frame.module().isEmpty() ? name : frame.module() + '.' + name);
      case RUST -> rust(name);
      case RUBY -> ruby(name);
      case PHP -> php(frame.module(), name);
    };
  }

  /** Whether other functions of the file have the same name. */
  static boolean isAnonymous(String name) {
    return name.isEmpty() || name.equals("<lambda>") || name.endsWith("{closure}");
  }

  private static String javaScript(String function, boolean minified) {
    String name = function.substring(function.lastIndexOf(' ') + 1);
    // Firefox: load/< is a function without a name within load, as which other browsers show it.
    int within = name.endsWith("<") ? 0 : name.indexOf('/');
    name = within < 0 ? name : name.substring(0, within);
    int dot = name.lastIndexOf('.');
    name = name.substring(dot + 1);
    return name.equals("<anonymous>") || minified && name.length() <= MinifiedFiles.MAX_NAME
        ? ""
        : name;
  }

  /** Without the numbers of anonymous classes: {@code Orders$1$2} is {@code Orders}. */
  private static String javaClass(String type) {
    if (type.indexOf('$') < 0) {
      return type;
    }
    StringBuilder name = new StringBuilder();
    for (String part : type.split("\\$", -1)) {
      if (!part.isEmpty() && !isNumber(part)) {
        name.append(name.length() == 0 ? "" : "$").append(part);
      }
    }
    return name.toString();
  }

  /** {@code lambda$load$3} of Java, {@code load$lambda-3} and {@code load-IoAF18A} of Kotlin. */
  private static String javaMethod(String method) {
    int dash = method.indexOf('-');
    String name = dash > 0 ? method.substring(0, dash) : method;
    return name.startsWith("<") ? name : javaClass(name);
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!SourcePosition.isDigit(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Without the major version at the end of a module's path. */
  private static String goModule(String module) {
    int slash = module.lastIndexOf('/');
    return slash > 0 && module.startsWith("v", slash + 1) && isNumber(module.substring(slash + 2))
        ? module.substring(0, slash)
        : module;
  }

  /** {@code (*Service).Load.func2.1} is {@code Service.Load.func}: closures are numbered. */
  private static String go(String function) {
    StringBuilder name = new StringBuilder();
    String plain = withoutBrackets(function, '[', ']');
    int suffix = plain.indexOf('-');
    plain = suffix < 0 ? plain : plain.substring(0, suffix);
    for (String part : plain.split("\\.", -1)) {
      String word = part;
      if (part.startsWith("(*") && part.endsWith(")")) {
        word = part.substring(2, part.length() - 1);
      } else if (isNumbered(part, "func")
          || isNumbered(part, "gowrap")
          || isNumbered(part, "deferwrap")) {
        word = "func";
      } else if (isNumber(part)) {
        word = "";
      }
      if (!word.isEmpty() && !(word.equals("func") && name.toString().endsWith(".func"))) {
        name.append(name.length() == 0 ? "" : ".").append(word);
      }
    }
    return name.toString();
  }

  private static boolean isNumbered(String text, String word) {
    return text.length() > word.length()
        && text.startsWith(word)
        && isNumber(text.substring(word.length()));
  }

  private static String rust(String function) {
    String name = withoutBrackets(function, '[', ']');
    int hash = name.lastIndexOf("::h");
    if (hash > 0 && name.length() - hash == 19) {
      name = name.substring(0, hash);
    }
    StringBuilder plain = new StringBuilder();
    for (String part : name.split("::", -1)) {
      boolean closure = part.startsWith("{");
      boolean typeArguments = part.startsWith("<") && part.endsWith(">") && plain.length() > 0;
      String word = closure ? "{closure}" : part;
      if (!typeArguments && !(closure && plain.toString().endsWith(word))) {
        plain.append(plain.length() == 0 ? "" : "::").append(word);
      }
    }
    return plain.toString();
  }

  /** {@code block (2 levels) in Shop::Orders#load} is {@code load}: blocks and classes differ by version. */
  private static String ruby(String label) {
    int in = label.lastIndexOf(" in ");
    String name = in < 0 ? label : label.substring(in + 4);
    if (name.startsWith("<")) {
      return name;
    }
    int member = Math.max(name.lastIndexOf('#'), name.lastIndexOf('.'));
    return name.substring(member + 1);
  }

  private static String php(String module, String function) {
    String name = function.contains("{closure") ? "{closure}" : function;
    String type = name.equals("{closure}") ? "" : module;
    int anonymous = type.indexOf("@anonymous");
    type = anonymous < 0 ? type : type.substring(0, anonymous + 10);
    return (type.isEmpty() ? name : type + '.' + name).replace('\\', '.').toLowerCase(Locale.ROOT);
  }

  /** Without all brackets and what is between them. */
  static String withoutBrackets(String text, char open, char close) {
    if (text.indexOf(open) < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == open ? 1 : 0;
      if (depth == 0) {
        plain.append(c);
      }
      depth -= c == close && depth > 0 ? 1 : 0;
    }
    return plain.toString();
  }
}
