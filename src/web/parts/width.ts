// How wide an element is, for charts that are drawn to the pixel.
import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** 0 until it is first laid out; what it holds is drawn before anything is seen. */
export function useWidth<T extends Element>(): { ref: RefObject<T | null>; width: ReadonlySignal<number> } {
  const ref = useRef<T>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    width.value = Math.floor(element.getBoundingClientRect().width);
    const observer = new ResizeObserver(([entry]) => {
      if (entry) width.value = Math.floor(entry.contentRect.width);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
